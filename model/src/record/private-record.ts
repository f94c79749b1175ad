import { createHash } from 'node:crypto';
import { LIMITS } from '../limits';
import { demandDistinct } from '../validation/distinct';
import { Check, Field, OptionalField, listOf, memberPath } from '../validation/field';
import { base64, digest, ledgerKey, mspId, ref, time } from '../validation/identifiers';
import { PATTERNS } from '../validation/patterns';
import { jurisdiction } from '../validation/places';
import { matching, oneOf, text, type Rule } from '../validation/rule';

/** Bytes of the salt that is kept in front of a value. */
export const SALT_BYTES = 32;

/** Bytes of the key under which a kept value is answered. */
export const ANSWER_KEY_BYTES = 32;

/** The id of a private record: nobody can guess it, so nobody finds out by asking whether it is there. */
export const privateRecordId: Rule = matching(
  new RegExp(`^${PATTERNS.mspId}/[0-9a-f]{32,64}$`),
  '<MSPID>/<32 to 64 hex digits>',
);

/** Which private record, and where it is kept. */
export class PrivateRecordReference {
  /** `<MSP id>/<random id>` of the company that keeps it. */
  @Field(privateRecordId) recordId!: string;
  /** ISO 3166 code of the country, or of its subdivision, which the value never leaves; the own company's peers alone unless given. */
  @OptionalField(jurisdiction) jurisdiction?: string;
}

/** `record:Keep`: the value and its salt are private arguments, and are written to one collection. */
export class PrivateRecordKeeping extends PrivateRecordReference {}

/** Answer of `record:Keep`. */
export class PrivateRecordReceipt {
  /** The record that is kept. */
  @Field(privateRecordId) recordId!: string;
  /** SHA-256 of salt and value: the hash that every peer has of what is kept. */
  @Field(digest) commitment!: string;
}

/** `record:GetKept`: the value, for members of the collection, under the private argument `key`. */
export class PrivateRecordRequest extends PrivateRecordReference {}

/** Answer of `record:GetKept`. */
export class PrivateRecordAnswer {
  /** Salt and value, sealed by AES-256-GCM with the key that the client uses once; base64. */
  @Field(base64(LIMITS.privateAnswerLengthMax)) sealed!: string;
}

/** A commitment that the company makes public. */
export class Commitment extends PrivateRecordReference {
  /** SHA-256 of salt and value. */
  @Field(digest) commitment!: string;
}

/** Body of `record.published`. */
@Check<CommitmentsPublished>(({ commitments }, field) => {
  const idOf = ({ recordId: id }: Commitment): string => id;
  demandDistinct(commitments, { field: memberPath(field, 'commitments'), idOf });
})
export class CommitmentsPublished {
  /** What is published, each record once. */
  @Field(listOf(() => Commitment, { min: 1, max: LIMITS.bulkMax })) commitments!: Commitment[];
}

/** `record:Publish`: the calling company vouches that it keeps what the commitments are of. */
export class CommitmentPublishing extends CommitmentsPublished {
  /** The caller's own reference: a repeated request with it changes nothing. */
  @Field(ref) ref!: string;
}

/** Body of `record.erased`. */
export class RecordErased {
  /** Where it was kept. */
  @OptionalField(jurisdiction) jurisdiction?: string;
  /** Why. */
  @Field(text(LIMITS.textLengthMax)) reason!: string;
}

/** `record:Purge`: what the company keeps is purged from every member's peer. */
export class PrivateRecordPurging extends PrivateRecordReference {}

/** `record:Erase`: the company vouches that it purged a record. */
export class RecordErasing extends PrivateRecordReference {
  /** Why. */
  @Field(text(LIMITS.textLengthMax)) reason!: string;
}

/** `record:GetCommitment`. */
export class CommitmentRequest {
  /** Which record. */
  @Field(privateRecordId) recordId!: string;
}

/** How far a private record is. */
export const COMMITMENT_STATUSES = ['published', 'erased'] as const;

/** One of {@link COMMITMENT_STATUSES}. */
export type CommitmentStatus = (typeof COMMITMENT_STATUSES)[number];

/** A published commitment, and whether what it is of was erased. */
export class CommitmentRecord extends Commitment {
  /** The company that keeps the record. */
  @Field(mspId) company!: string;
  /** Whether it is still kept. */
  @Field(oneOf(COMMITMENT_STATUSES)) status!: CommitmentStatus;
  /** Ledger time of the publication. */
  @Field(time) publishedAt!: number;
  /** Ledger time of the erasure. */
  @OptionalField(time) erasedAt?: number;
  /** Why it was erased. */
  @OptionalField(text(LIMITS.textLengthMax)) reason?: string;
  /** Key of the fact that publishes it. */
  @Field(ledgerKey) fact!: string;
  /** SHA-256 of that fact's bytes, in hex. */
  @Field(digest) digest!: string;
}

/** What is kept: the salt, then the value. */
export function saltedBytes({
  salt,
  value,
}: {
  readonly salt: Uint8Array;
  readonly value: Uint8Array;
}): Buffer {
  return Buffer.concat([salt, value]);
}

/** The commitment to a value: nobody who has not the salt can try values out. */
export function commitmentOf(kept: { readonly salt: Uint8Array; readonly value: Uint8Array }): string {
  return createHash('sha256').update(saltedBytes(kept)).digest('hex');
}

/** The collection in which a private record is: of a jurisdiction, or of the company alone. */
export function privateCollectionName({
  recordId,
  jurisdiction: place,
}: Pick<PrivateRecordReference, 'recordId' | 'jurisdiction'>): string {
  const name = place === undefined ? `own_${recordId.slice(0, recordId.indexOf('/'))}` : `in_${place}`;
  return name.replaceAll(/[^A-Za-z0-9_-]/g, '_');
}
