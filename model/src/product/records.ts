import { LIMITS } from '../limits';
import { PageRequest } from '../page';
import { Field, OptionalField } from '../validation/field';
import { assetId, digest, ledgerKey, mspId, sequence, time } from '../validation/identifiers';
import { integer, oneOf, text } from '../validation/rule';
import { itemId } from './item-range';
import { ItemsMade, serial } from './items';
import { MARK_KINDS } from './marks';
import { PRODUCT_REGIMES, type ProductRegime } from './product-class';
import { ItemsRecalled, RecallAnswered } from './recall';

/** `product:GetItems`: items that were made together. */
export class ItemsRequest {
  /** `<MSPID>/<ref>`. */
  @Field(assetId) items!: string;
}

/** Items that were made together. */
export class ItemsRecord extends ItemsMade {
  /** `<MSPID>/<ref>`. */
  @Field(assetId) items!: string;
  @Field(integer(1, LIMITS.rootedItemsMax)) count!: number;
  @Field(oneOf(PRODUCT_REGIMES)) regime!: ProductRegime;
  @Field(time) recordedAt!: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}

/** `product:GetItem`. */
export class ItemRequest {
  @Field(itemId) itemId!: string;
}

/** What an enforced item can be. */
export const ITEM_STATUSES = ['made', ...MARK_KINDS] as const;

/** One of {@link ITEM_STATUSES}. */
export type ItemStatus = (typeof ITEM_STATUSES)[number];

/** One item. The ledger says how far an enforced one is; of a challenged one it has only statements. */
export class ItemRecord {
  @Field(itemId) itemId!: string;
  @Field(assetId) classId!: string;
  @Field(mspId) company!: string;
  @Field(oneOf(PRODUCT_REGIMES)) regime!: ProductRegime;
  /** Absent where only a root of the serial numbers is known. */
  @OptionalField(serial) serial?: string;
  @OptionalField(text(LIMITS.nameLengthMax)) batch?: string;
  @OptionalField(oneOf(ITEM_STATUSES)) status?: ItemStatus;
  /** The item that an enforced one is in. */
  @OptionalField(itemId) parent?: string;
  /** Number of the next step of an enforced item. */
  @OptionalField(sequence) nextNumber?: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}

/** `product:QueryItems`: what was made of a class, by ledger time. */
export class ItemsQuery extends PageRequest {
  @Field(assetId) classId!: string;
  @OptionalField(time) from?: number;
  @OptionalField(time) to?: number;
}

/** `product:QueryStatements`: links, marks, recalls and contradictions about items that were made together, by ledger time. */
export class StatementQuery extends PageRequest {
  @Field(assetId) items!: string;
}

/** Where a statement about items is. */
export class StatementRecord {
  @Field(text(LIMITS.nameLengthMax)) type!: string;
  /** Who says so. */
  @Field(mspId) company!: string;
  @Field(time) recordedAt!: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}

/** `product:GetRecall`. */
export class RecallRequest {
  @Field(assetId) recallId!: string;
}

/** `product:QueryRecalls`: recalls of a class, by ledger time. */
export class RecallQuery extends PageRequest {
  @Field(assetId) classId!: string;
}

/** A recall. */
export class RecallRecord extends ItemsRecalled {
  @Field(assetId) recallId!: string;
  @Field(time) recalledAt!: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}

/** `product:QueryAnswers`: what companies did about a recall, by ledger time. */
export class AnswerQuery extends PageRequest {
  @Field(assetId) recallId!: string;
}

/** What a company did about a recall. */
export class AnswerRecord extends RecallAnswered {
  @Field(mspId) company!: string;
  @Field(time) answeredAt!: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}
