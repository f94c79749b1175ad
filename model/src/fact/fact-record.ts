import { LIMITS } from '../limits';
import { Field, OptionalField, listOf } from '../validation/field';
import { digest, ledgerKey, mspId, time } from '../validation/identifiers';
import { flag, oneOf, text } from '../validation/rule';

/** Answer of every transaction that appends a fact; a repeated request gets the first one's answer. */
export class FactReceipt {
  /** Key of the fact that was recorded; `companies.getFact` returns it. */
  @Field(ledgerKey) key!: string;
  /** SHA-256 of the fact's bytes, in hex: other requests name the fact by it. */
  @Field(digest) digest!: string;
  /** Ledger time of the fact. */
  @Field(time) at!: number;
}

/** `company:GetFact`: what any fact's key leads to. */
export class FactRequest {
  /** Key of the fact on the ledger, as receipts, records and events give it; up to 512 characters. */
  @Field(ledgerKey) key!: string;
}

/** Whether one voucher's seal agrees with the bytes; an `unprotected` one can still be changed. */
export const SEAL_STATUSES = ['sealed', 'missing', 'different', 'unprotected'] as const;

/** One of {@link SEAL_STATUSES}. */
export type SealStatus = (typeof SEAL_STATUSES)[number];

/** The seal of one voucher. */
export class SealRecord {
  /** MSP id of the voucher. */
  @Field(mspId) mspId!: string;
  /** `sealed`: it agrees with the bytes and is final; `missing`, `different` or `unprotected`: the fact does not count. */
  @Field(oneOf(SEAL_STATUSES)) status!: SealStatus;
}

/** Whether a fact holds (`sealed`), or why it is read as absent; `void` is sealed but does not follow from what held before. */
export const FACT_STATUSES = ['absent', 'sealed', 'unsealed', 'altered', 'unknown', 'void'] as const;

/** One of {@link FACT_STATUSES}. */
export type FactStatus = (typeof FACT_STATUSES)[number];

/** Answer of `company:GetFactStatus`. */
export class FactStatusRecord {
  /** Key of the fact on the ledger. */
  @Field(ledgerKey) key!: string;
  /** `sealed` where the fact holds; else why it is read as absent. */
  @Field(oneOf(FACT_STATUSES)) status!: FactStatus;
  /** Of the bytes to which the seal leads; absent when there are none. */
  @OptionalField(digest) digest?: string;
  /** The seal of each voucher, at most 16; empty where no bytes are found. */
  @Field(listOf(() => SealRecord, { min: 0, max: LIMITS.vouchersMax })) seals!: SealRecord[];
}

/** Answer of `company:GetFact`: the bytes too (canonical JSON). */
export class FactRecord extends FactStatusRecord {
  /** The fact's bytes as text: canonical JSON of at most 1 MiB; absent where nothing is stored. */
  @OptionalField(text(LIMITS.factBytesMax)) json?: string;
}

/** `company:ReadSeal`: what a company's seal under a key leads to, be it the key of a fact, of an entry, or a marker. */
export class SealRequest {
  /** MSP id of the company whose seal is read. */
  @Field(mspId) mspId!: string;
  /** Key of the seal: that of a fact, of an entry, or of a marker. */
  @Field(ledgerKey) key!: string;
}

/** `company:FollowSeal`: what a seal with this hash leads to. */
export class SealHashRequest {
  /** SHA-256 of the seal's bytes, in hex, as every peer has it. */
  @Field(digest) hash!: string;
}

/** What a seal leads to, before anything is judged. */
export const READING_STATUSES = ['absent', 'sealed', 'unsealed', 'altered', 'unknown'] as const;

/** Answer of `company:ReadSeal` and `company:FollowSeal`: whoever asks checks the digest of the bytes (canonical JSON). */
export class SealReadingRecord {
  /** What the seal leads to, before it is judged whether that holds. */
  @Field(oneOf(READING_STATUSES)) status!: (typeof READING_STATUSES)[number];
  /** True for what is unsealed or altered and stays so. */
  @OptionalField(flag) isFinal?: boolean;
  /** The fact's bytes as text: canonical JSON of at most 1 MiB; absent where nothing is stored. */
  @OptionalField(text(LIMITS.factBytesMax)) json?: string;
}
