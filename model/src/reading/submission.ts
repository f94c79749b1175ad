import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { PageRequest } from '../page';
import { Conditions } from '../shipment/consignment';
import { cargoUnit } from '../validation/container';
import { Check, Field, memberPath, OptionalField, listOf, nested, setOf } from '../validation/field';
import { assetId, base64, digest, ledgerKey, mspId, time } from '../validation/identifiers';
import { EXCURSION_KINDS, Excursion } from './excursion';
import { readingSequence } from './reading';
import { flag, integer } from '../validation/rule';

/** `reading:Submit`: batches as their devices signed them, each base64 of the bytes that `encodeBatch` makes. */
export class ReadingSubmission {
  @Field(setOf(base64(Math.ceil(LIMITS.batchBytesMax / 3) * 4), { min: 1, max: LIMITS.batchesMax }))
  batches!: string[];
}

/** `reading:GetBatch`. */
export class BatchRequest {
  @Field(assetId) deviceId!: string;
  @Field(readingSequence) firstSequence!: number;
}

/** `reading:QueryBatches`: batches of a device in the order of their numbers, else of a shipment by the time of their first reading. */
@Check<BatchQuery>((query, field) => {
  if (query.deviceId === undefined && query.shipmentId === undefined) {
    const path = memberPath(field, 'shipmentId');
    throw new ModelError({ code: 'FIELD_MISSING', field: path, rule: 'deviceId or shipmentId' });
  }
})
export class BatchQuery extends PageRequest {
  @OptionalField(assetId) deviceId?: string;
  @OptionalField(assetId) shipmentId?: string;
}

/** `reading:GetDeviceState`. */
export class DeviceStateRequest {
  @Field(assetId) deviceId!: string;
  /** Number of the first reading of a batch from which the query looks on; absent for the latest that is listed. */
  @OptionalField(readingSequence) firstSequence?: number;
}

/** How far a device's batches are on the ledger: what the device has to go on with. */
export class DeviceStateRecord {
  @Field(assetId) deviceId!: string;
  /** Number of the next reading. */
  @Field(readingSequence) nextSequence!: number;
  /** Number of the first reading, and digest, of the latest batch; absent before the first. */
  @OptionalField(readingSequence) previousSequence?: number;
  @OptionalField(digest) previousDigest?: string;
  /** True where more batches follow than one query reads: ask again with `previousSequence` as `firstSequence`. */
  @OptionalField(flag) isPartial?: boolean;
}

/** `reading:QueryExcursions`: those of one shipment. */
export class ExcursionQuery extends PageRequest {
  @Field(assetId) shipmentId!: string;
}

/** What a batch's header says, and the batch itself. */
export class BatchRecord {
  @Field(assetId) deviceId!: string;
  @Field(readingSequence) firstSequence!: number;
  @Field(integer(1, LIMITS.batchReadingsMax)) count!: number;
  @Field(assetId) shipmentId!: string;
  @OptionalField(cargoUnit) container?: string;
  @Field(time) from!: number;
  @Field(time) to!: number;
  @Field(digest) digest!: string;
  @OptionalField(readingSequence) previousSequence?: number;
  @OptionalField(digest) previousDigest?: string;
  /** Key and ledger time of the fact that has the batch. */
  @Field(ledgerKey) fact!: string;
  @Field(time) submittedAt!: number;
  @Field(base64(Math.ceil(LIMITS.batchBytesMax / 3) * 4)) bytes!: string;
}

/** The excursions that one batch shows. */
export class ExcursionRecord {
  /** Key of the submission that has the batch. */
  @Field(ledgerKey) batch!: string;
  /** Number of the batch's first reading. */
  @Field(readingSequence) firstSequence!: number;
  @Field(assetId) deviceId!: string;
  @Field(mspId) owner!: string;
  @Field(assetId) shipmentId!: string;
  @Field(nested(() => Conditions)) conditions!: Conditions;
  @Field(listOf(() => Excursion, { min: 1, max: EXCURSION_KINDS.length })) excursions!: Excursion[];
}

/** What became of each batch of a submission. */
export class SubmittedBatch {
  @Field(ledgerKey) key!: string;
  @Field(digest) digest!: string;
}

/** Answer of `reading:Submit`, in the order of the submission. */
export class SubmissionReceipt {
  @Field(listOf(() => SubmittedBatch, { min: 1, max: LIMITS.batchesMax })) batches!: SubmittedBatch[];
}
