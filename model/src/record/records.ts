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
  @Field(recordId) recordId!: string;
}

/** `record:QueryRecords`: all conditions hold together; `from` and `to` bound the ledger time of the anchoring. */
export class RecordQuery extends PageRequest {
  /** Who anchored, or is to acknowledge. */
  @OptionalField(mspId) company?: string;
  @OptionalField(reference) reference?: string;
  @OptionalField(oneOf(RECORD_STATUSES)) status?: RecordStatus;
  @OptionalField(time) from?: number;
  @OptionalField(time) to?: number;
}

/** A record: what was anchored, and what its counterparty said. */
export class AnchoredRecord extends Anchor {
  @Field(recordId) recordId!: string;
  @Field(mspId) company!: string;
  @Field(oneOf(RECORD_STATUSES)) status!: RecordStatus;
  /** The counterparty's reason, where it gave one with its answer. */
  @OptionalField(text(LIMITS.textLengthMax)) reason?: string;
  @Field(time) anchoredAt!: number;
  @OptionalField(time) receivedAt?: number;
  @OptionalField(time) answeredAt?: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}

/** Records that a company anchored together, as far as they meet the conditions of a query. */
export class AnchoringRecord {
  @Field(mspId) company!: string;
  @Field(ref) ref!: string;
  @Field(listOf(() => AnchoredRecord, { min: 1, max: LIMITS.bulkMax })) records!: AnchoredRecord[];
  @Field(time) anchoredAt!: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}

/** `record:QueryCorrections`: those of the fact with that key and of its entries. */
export class CorrectionQuery extends PageRequest {
  @Field(ledgerKey) key!: string;
}

/** A correction, and who says so. */
export class CorrectionRecord {
  @Field(nested(() => Correction)) correction!: Correction;
  @Field(mspId) company!: string;
  @Field(time) correctedAt!: number;
  @Field(ledgerKey) fact!: string;
  @Field(digest) digest!: string;
}
