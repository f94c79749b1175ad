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
  /** How many items: 1 to 1,000,000. */
  @Field(integer(1, LIMITS.rootedItemsMax)) count!: number;
  /** How contradictions are prevented, by the version of the class under which they were made. */
  @Field(oneOf(PRODUCT_REGIMES)) regime!: ProductRegime;
  /** Ledger time of the statement. */
  @Field(time) recordedAt!: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}

/** `product:GetItem`. */
export class ItemRequest {
  /** Id of the item, `<maker's MSP id>/<ref>/<n>`. */
  @Field(itemId) itemId!: string;
}

/** What an enforced item can be. */
export const ITEM_STATUSES = ['made', ...MARK_KINDS] as const;

/** One of {@link ITEM_STATUSES}. */
export type ItemStatus = (typeof ITEM_STATUSES)[number];

/** One item. The ledger says how far an enforced one is; of a challenged one it has only statements. */
export class ItemRecord {
  /** Id of the item, `<maker's MSP id>/<ref>/<n>`. */
  @Field(itemId) itemId!: string;
  /** Id of the class, `<maker's MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
  /** MSP id of the maker. */
  @Field(mspId) company!: string;
  /** How contradictions are prevented, by the version of the class under which it was made. */
  @Field(oneOf(PRODUCT_REGIMES)) regime!: ProductRegime;
  /** Absent where only a root of the serial numbers is known. */
  @OptionalField(serial) serial?: string;
  /** Name of its batch; absent for an item of no batch. */
  @OptionalField(text(LIMITS.nameLengthMax)) batch?: string;
  /** What became of an enforced item last; `made` before anything did; absent for a challenged item. */
  @OptionalField(oneOf(ITEM_STATUSES)) status?: ItemStatus;
  /** The item that an enforced one is in. */
  @OptionalField(itemId) parent?: string;
  /** Number of the next step of an enforced item. */
  @OptionalField(sequence) nextNumber?: number;
  /** Key of the fact that states that it was made; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}

/** `product:QueryItems`: what was made of a class, by ledger time. */
export class ItemsQuery extends PageRequest {
  /** Id of the class, `<maker's MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
  /** Earliest ledger time of the statement; from the first one unless given. */
  @OptionalField(time) from?: number;
  /** Latest ledger time of the statement, itself included; to the last one unless given. */
  @OptionalField(time) to?: number;
}

/** `product:QueryStatements`: links, marks, recalls and contradictions about items that were made together, by ledger time. */
export class StatementQuery extends PageRequest {
  /** Items that were made together, `<MSP id>/<ref>`. */
  @Field(assetId) items!: string;
}

/** Where a statement about items is. */
export class StatementRecord {
  /** Type of the fact, e.g. `product.linked`. */
  @Field(text(LIMITS.nameLengthMax)) type!: string;
  /** Who says so. */
  @Field(mspId) company!: string;
  /** Ledger time of the statement. */
  @Field(time) recordedAt!: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}

/** `product:GetRecall`. */
export class RecallRequest {
  /** Id of the recall, `<maker's MSP id>/<ref>`. */
  @Field(assetId) recallId!: string;
}

/** `product:QueryRecalls`: recalls of a class, by ledger time. */
export class RecallQuery extends PageRequest {
  /** Id of the class, `<maker's MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
}

/** A recall. */
export class RecallRecord extends ItemsRecalled {
  /** Id of the recall, `<maker's MSP id>/<ref>`. */
  @Field(assetId) recallId!: string;
  /** Ledger time of the recall. */
  @Field(time) recalledAt!: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}

/** `product:QueryAnswers`: what companies did about a recall, by ledger time. */
export class AnswerQuery extends PageRequest {
  /** Id of the recall, `<maker's MSP id>/<ref>`. */
  @Field(assetId) recallId!: string;
}

/** What a company did about a recall. */
export class AnswerRecord extends RecallAnswered {
  /** MSP id of the company that answered. */
  @Field(mspId) company!: string;
  /** Ledger time of the answer. */
  @Field(time) answeredAt!: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
