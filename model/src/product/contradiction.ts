import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { demandDistinct } from '../validation/distinct';
import { Check, Field, OptionalField, listOf, memberPath, nested, valuesOf } from '../validation/field';
import { digest, ref } from '../validation/identifiers';
import { integer, oneOf } from '../validation/rule';
import { itemId } from './item-range';
import { serial } from './items';

/** Which statements cannot all be true. */
export const CONTRADICTION_KINDS = ['twoParents', 'endedTwice', 'cycle', 'soldTwice', 'sameSerial'] as const;

/** One of {@link CONTRADICTION_KINDS}. */
export type ContradictionKind = (typeof CONTRADICTION_KINDS)[number];

/** Longest way from a leaf to the root of the largest tree of serial numbers. */
const PATH_LENGTH_MAX = 24;

/** Shows the serial number of one item of a root. */
export class SerialOpening {
  /** The serial number, of up to 32 letters, digits and `._~-`. */
  @Field(serial) serial!: string;
  /** 256 random bits (hex), so that nobody can guess serial numbers of a root. */
  @Field(digest) salt!: string;
  /** Audit path of the item's leaf, RFC 6962. */
  @Field(valuesOf(digest, { min: 0, max: PATH_LENGTH_MAX })) path!: string[];
}

/** One statement: a group of links, a mark, or for the kind `sameSerial` an item. */
export class Evidence {
  /** Digest of the fact. */
  @Field(digest) fact!: string;
  /** Which of its groups, marks or items. */
  @Field(integer(0, LIMITS.rootedItemsMax)) index!: number;
  /** Of an item under a root, for the kind `sameSerial`: what shows its serial number; absent for all others. */
  @OptionalField(nested(() => SerialOpening)) opening?: SerialOpening;
}

/** Body of `product.contradicted`. */
@Check<ItemsContradicted>(({ kind, item, evidence }, field) => {
  const isAboutItem = kind !== 'cycle' && kind !== 'sameSerial';
  if (isAboutItem !== (item !== undefined)) {
    const code = isAboutItem ? 'FIELD_MISSING' : 'FIELD_CONFLICT';
    throw new ModelError({ code, field: memberPath(field, 'item'), rule: `of ${kind}` });
  }
  if (kind !== 'cycle' && evidence.length !== 2) {
    throw new ModelError({ code: 'FIELD_RANGE', field: memberPath(field, 'evidence'), rule: '2 entries' });
  }
  const idOf = ({ fact, index }: Evidence): string => `${fact}/${index}`;
  demandDistinct(evidence, { field: memberPath(field, 'evidence'), idOf });
})
export class ItemsContradicted {
  /**
   * `twoParents`: in two items at once; `endedTwice`: taken out twice; `cycle`: inside itself; `soldTwice`; `sameSerial`: two items of one
   * class with one serial number.
   */
  @Field(oneOf(CONTRADICTION_KINDS)) kind!: ContradictionKind;
  /** The item of which both statements are. */
  @OptionalField(itemId) item?: string;
  /** The statements: two, or for the kind `cycle` 2 to 16. */
  @Field(listOf(() => Evidence, { min: 2, max: LIMITS.evidenceMax })) evidence!: Evidence[];
}

/** `product:Contradict`: any company shows statements that cannot all be true. */
export class ItemsContradicting extends ItemsContradicted {
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
}
