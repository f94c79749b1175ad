import { LIMITS } from '../limits.js';
import { Field, OptionalField, listOf } from '../validation/field.js';
import { digest, ledgerKey, mspId, time } from '../validation/identifiers.js';
import { oneOf, text } from '../validation/rule.js';

/** Answer of every transaction that appends a fact; a repeated request gets the first one's answer. */
export class FactReceipt {
  @Field(ledgerKey) key!: string;
  @Field(digest) digest!: string;
  /** Ledger time of the fact. */
  @Field(time) at!: number;
}

/** `company:GetFact`: what any fact's key leads to. */
export class FactRequest {
  @Field(ledgerKey) key!: string;
}

/** Whether one voucher's seal agrees with the bytes. */
export const SEAL_STATUSES = ['sealed', 'missing', 'different'] as const;

/** One of {@link SEAL_STATUSES}. */
export type SealStatus = (typeof SEAL_STATUSES)[number];

/** The seal of one voucher. */
export class SealRecord {
  @Field(mspId) mspId!: string;
  @Field(oneOf(SEAL_STATUSES)) status!: SealStatus;
}

/** Whether a fact holds (`sealed`), or why it is read as absent; `void` is sealed but does not follow from what held before. */
export const FACT_STATUSES = ['absent', 'sealed', 'unsealed', 'altered', 'unknown', 'void'] as const;

/** One of {@link FACT_STATUSES}. */
export type FactStatus = (typeof FACT_STATUSES)[number];

/** Answer of `company:GetFactStatus`. */
export class FactStatusRecord {
  @Field(ledgerKey) key!: string;
  @Field(oneOf(FACT_STATUSES)) status!: FactStatus;
  /** Of the bytes to which the seal leads; absent when there are none. */
  @OptionalField(digest) digest?: string;
  @Field(listOf(() => SealRecord, { min: 0, max: LIMITS.vouchersMax })) seals!: SealRecord[];
}

/** Answer of `company:GetFact`: the bytes too (canonical JSON). */
export class FactRecord extends FactStatusRecord {
  @OptionalField(text(LIMITS.factBytesMax)) json?: string;
}
