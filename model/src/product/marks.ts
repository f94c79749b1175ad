import { LIMITS } from '../limits';
import { Field, OptionalField, listOf } from '../validation/field';
import { digest, ref, sequence, time } from '../validation/identifiers';
import { oneOf, text } from '../validation/rule';
import { itemRange } from './item-range';

/** What became of items. */
export const MARK_KINDS = [
  'sold',
  'dispensed',
  'returned',
  'quarantined',
  'released',
  'stolen',
  'repurposed',
  'decommissioned',
] as const;

/** One of {@link MARK_KINDS}. */
export type MarkKind = (typeof MARK_KINDS)[number];

/** What became of some items. */
export class ItemsMark {
  /** One item or a range of items, `<MSP id>/<ref>/<n>` or `<MSP id>/<ref>/<n>-<m>`; an enforced item is named alone. */
  @Field(itemRange) items!: string;
  /** What became of them, e.g. `sold`. */
  @Field(oneOf(MARK_KINDS)) kind!: MarkKind;
  /** Of one enforced item: the next number of its steps. */
  @OptionalField(sequence) number?: number;
  /** Digest of the return after which the items are sold or dispensed again. Two sales after the same one contradict each other. */
  @OptionalField(digest) after?: string;
  /** Where it was, e.g. the company's code of the place or a GLN. */
  @OptionalField(text(LIMITS.nameLengthMax)) place?: string;
  /** When it happened; absent where the company does not say. */
  @OptionalField(time) at?: number;
  /** Who has them now, by the reporting company's own reference. */
  @OptionalField(text(LIMITS.nameLengthMax)) to?: string;
  /** Why, in up to 512 characters; absent where the company does not say. */
  @OptionalField(text(LIMITS.textLengthMax)) reason?: string;
}

/** Body of `product.marked`. */
export class ItemsMarked {
  /** 1 to 100 marks. */
  @Field(listOf(() => ItemsMark, { min: 1, max: LIMITS.bulkMax })) marks!: ItemsMark[];
}

/** `product:Mark`: the calling company states what became of items. */
export class ItemsMarking extends ItemsMarked {
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
}
