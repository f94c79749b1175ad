import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { Check, Field, OptionalField, memberPath, nested, setOf, valuesOf } from '../validation/field';
import { assetId, digest, ref } from '../validation/identifiers';
import { oneOf, text } from '../validation/rule';
import { itemRange } from './item-range';
import { ItemRoot } from './items';

/** Which of its items the maker wants back, and why. */
@Check<RecallDescribed>(({ items, batches, rooted }, field) => {
  if (items.length + batches.length > 0 || rooted !== undefined) return;
  throw new ModelError({
    code: 'FIELD_MISSING',
    field: memberPath(field, 'items'),
    rule: 'items, batches or rooted',
  });
})
export class RecallDescribed {
  /** Id of the class, `<maker's MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
  /** Why they are recalled, in up to 512 characters. */
  @Field(text(LIMITS.textLengthMax)) reason!: string;
  /** Up to 1,000 items or ranges of them: `<MSP id>/<ref>/<n>` or `<MSP id>/<ref>/<n>-<m>`; empty where batches or a root name them. */
  @Field(valuesOf(itemRange, { min: 0, max: LIMITS.linkRangesMax })) items!: string[];
  /** Batches of the class, by the names that the items have. */
  @Field(setOf(text(LIMITS.nameLengthMax), { min: 0, max: LIMITS.bulkMax })) batches!: string[];
  /** Items of the class that lie scattered: the root over their salted serial numbers, each of which the maker shows by an opening. */
  @OptionalField(nested(() => ItemRoot)) rooted?: ItemRoot;
}

/** Body of `product.recalled`. */
export class ItemsRecalled extends RecallDescribed {
  /** Digest of the version of the class that was in force. */
  @Field(digest) class!: string;
}

/** `product:Recall`: the maker recalls items of its class. */
export class ItemsRecalling extends RecallDescribed {
  /** Business reference: a repeat of the same request under it changes nothing. The id of the recall is `<own MSP id>/<ref>`. */
  @Field(ref) ref!: string;
}

/** What a company did about a recall. */
export const RECALL_ANSWERS = ['found', 'notFound', 'quarantined', 'returned', 'destroyed'] as const;

/** One of {@link RECALL_ANSWERS}. */
export type RecallAnswerKind = (typeof RECALL_ANSWERS)[number];

/** Body of `product.answered`: what a company did with which items, recalled ones or those that they are in. */
export class RecallAnswered {
  /** `<MSPID>/<ref>` of the recall. */
  @Field(assetId) recallId!: string;
  /** Digest of the recall. */
  @Field(digest) recall!: string;
  /** What the company did with the items, or that it has none. */
  @Field(oneOf(RECALL_ANSWERS)) as!: RecallAnswerKind;
  /** Up to 1,000 items or ranges of them: `<MSP id>/<ref>/<n>` or `<MSP id>/<ref>/<n>-<m>`. */
  @Field(valuesOf(itemRange, { min: 0, max: LIMITS.linkRangesMax })) items!: string[];
  /** What the company says of it, in up to 512 characters; absent where it says nothing. */
  @OptionalField(text(LIMITS.textLengthMax)) reason?: string;
}

/** `product:AnswerRecall`. */
export class RecallAnswering {
  /** Business reference: a repeat of the same request under it changes nothing. */
  @Field(ref) ref!: string;
  /** Id of the recall, `<maker's MSP id>/<ref>`. */
  @Field(assetId) recallId!: string;
  /** What the own company did with the items, or `notFound` where it has none. */
  @Field(oneOf(RECALL_ANSWERS)) as!: RecallAnswerKind;
  /** Up to 1,000 items or ranges of them, recalled ones or those that they are in: `<MSP id>/<ref>/<n>` or `<MSP id>/<ref>/<n>-<m>`. */
  @Field(valuesOf(itemRange, { min: 0, max: LIMITS.linkRangesMax })) items!: string[];
  /** What the own company says of it, in up to 512 characters; absent where it says nothing. */
  @OptionalField(text(LIMITS.textLengthMax)) reason?: string;
}
