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
  @Field(assetId) classId!: string;
  @Field(text(LIMITS.textLengthMax)) reason!: string;
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
  @Field(oneOf(RECALL_ANSWERS)) as!: RecallAnswerKind;
  @Field(valuesOf(itemRange, { min: 0, max: LIMITS.linkRangesMax })) items!: string[];
  @OptionalField(text(LIMITS.textLengthMax)) reason?: string;
}

/** `product:AnswerRecall`. */
export class RecallAnswering {
  @Field(ref) ref!: string;
  @Field(assetId) recallId!: string;
  @Field(oneOf(RECALL_ANSWERS)) as!: RecallAnswerKind;
  @Field(valuesOf(itemRange, { min: 0, max: LIMITS.linkRangesMax })) items!: string[];
  @OptionalField(text(LIMITS.textLengthMax)) reason?: string;
}
