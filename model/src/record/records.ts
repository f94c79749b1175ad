import { LIMITS } from '../limits';
import { PageRequest } from '../page';
import { Field, OptionalField, listOf, nested } from '../validation/field';
import { digest, ledgerKey, mspId, recordId, ref, time } from '../validation/identifiers';
import { oneOf, text } from '../validation/rule';
import { Anchor, reference } from './anchor';
import { Correction } from './correction';

/** How far a record is: anchored, and what its counterparty said last. */
export const RECORD_STATUSES = ['anchored', 'received', 'accepted', 'rejected'] as const;

/** One of {@link RECORD_STATUSES}. */
export type RecordStatus = (typeof RECORD_STATUSES)[number];

/** `record:GetRecord`. */
export class RecordRequest {
  /** Id of the record, `<MSP id>/<ref>/<n>`. */
  @Field(recordId) recordId!: string;
}

/** `record:QueryRecords`: all conditions hold together; `from` and `to` bound the ledger time of the anchoring. */
export class RecordQuery extends PageRequest {
  /** Who anchored, or is to acknowledge. */
  @OptionalField(mspId) company?: string;
  /** One of the references of the record, e.g. the number of an order. */
  @OptionalField(reference) reference?: string;
  /** Only records that are so far; all unless given. */
  @OptionalField(oneOf(RECORD_STATUSES)) status?: RecordStatus;
  /** Earliest ledger time of the anchoring; from the first one unless given. */
  @OptionalField(time) from?: number;
  /** Latest ledger time of the anchoring, itself included; to the last one unless given. */
  @OptionalField(time) to?: number;
}

/** A record: what was anchored, and what its counterparty said. */
export class AnchoredRecord extends Anchor {
  /** Id of the record, `<MSP id>/<ref>/<n>`. */
  @Field(recordId) recordId!: string;
  /** MSP id of the company that anchored it. */
  @Field(mspId) company!: string;
  /** `anchored`, or what its counterparty said last. */
  @Field(oneOf(RECORD_STATUSES)) status!: RecordStatus;
  /** The counterparty's reason, where it gave one with its answer. */
  @OptionalField(text(LIMITS.textLengthMax)) reason?: string;
  /** Ledger time of the anchoring. */
  @Field(time) anchoredAt!: number;
  /** Ledger time at which the counterparty said that it has it; absent before. */
  @OptionalField(time) receivedAt?: number;
  /** Ledger time at which the counterparty accepted or rejected it; absent before. */
  @OptionalField(time) answeredAt?: number;
  /** Key of the fact that anchored it; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}

/** Records that a company anchored together, as far as they meet the conditions of a query. */
export class AnchoringRecord {
  /** MSP id of the company that anchored them. */
  @Field(mspId) company!: string;
  /** Business reference of the request. */
  @Field(ref) ref!: string;
  /** 1 to 100 records that meet the conditions. */
  @Field(listOf(() => AnchoredRecord, { min: 1, max: LIMITS.bulkMax })) records!: AnchoredRecord[];
  /** Ledger time of the anchoring. */
  @Field(time) anchoredAt!: number;
  /** Key of the fact that anchored them; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}

/** `record:QueryCorrections`: those of the fact with that key and of its entries. */
export class CorrectionQuery extends PageRequest {
  /** Key of the fact on the ledger, as receipts, records and events give it. */
  @Field(ledgerKey) key!: string;
}

/** A correction, and who says so. */
export class CorrectionRecord {
  /** What is wrong, why, and what takes its place. */
  @Field(nested(() => Correction)) correction!: Correction;
  /** MSP id of the company that vouched for the fact and says that it is wrong. */
  @Field(mspId) company!: string;
  /** Ledger time of the correction. */
  @Field(time) correctedAt!: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}
