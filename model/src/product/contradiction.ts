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
  @Field(oneOf(CONTRADICTION_KINDS)) kind!: ContradictionKind;
  /** The item of which both statements are. */
  @OptionalField(itemId) item?: string;
  @Field(listOf(() => Evidence, { min: 2, max: LIMITS.evidenceMax })) evidence!: Evidence[];
}

/** `product:Contradict`: any company shows statements that cannot all be true. */
export class ItemsContradicting extends ItemsContradicted {
  @Field(ref) ref!: string;
}
