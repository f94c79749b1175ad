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
  /** 1 to 16 batches as their devices signed them, base64. */
  @Field(setOf(base64(Math.ceil(LIMITS.batchBytesMax / 3) * 4), { min: 1, max: LIMITS.batchesMax }))
  batches!: string[];
}

/** `reading:GetBatch`. */
export class BatchRequest {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  @Field(assetId) deviceId!: string;
  /** Number of the batch's first reading. */
  @Field(readingSequence) firstSequence!: number;
}

const BATCH_SUBJECTS = ['shipmentId', 'siteId', 'agreementId'] as const;

/** `reading:QueryBatches`: batches of a device in the order of their numbers, else of a subject by the time of their first reading. */
@Check<BatchQuery>((query, field) => {
  const named = BATCH_SUBJECTS.filter((name) => query[name] !== undefined);
  if (named.length > 1) {
    const path = memberPath(field, named[1] ?? '');
    throw new ModelError({ code: 'FIELD_CONFLICT', field: path, rule: BATCH_SUBJECTS.join(', ') });
  }
  if (query.deviceId === undefined && named.length === 0) {
    const path = memberPath(field, 'shipmentId');
    throw new ModelError({ code: 'FIELD_MISSING', field: path, rule: 'deviceId or shipmentId' });
  }
})
export class BatchQuery extends PageRequest {
  /** Batches of this device, by number. */
  @OptionalField(assetId) deviceId?: string;
  /** Batches of this shipment, by time. */
  @OptionalField(assetId) shipmentId?: string;
  /** Batches of this site, by time. */
  @OptionalField(assetId) siteId?: string;
  /** Batches of this agreement, by time: the id of its deal. */
  @OptionalField(assetId) agreementId?: string;
}

/** `reading:GetDeviceState`. */
export class DeviceStateRequest {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  @Field(assetId) deviceId!: string;
  /** Number of the first reading of a batch from which the query looks on; absent for the latest that is listed. */
  @OptionalField(readingSequence) firstSequence?: number;
}

/** How far a device's batches are on the ledger: what the device has to go on with. */
export class DeviceStateRecord {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  @Field(assetId) deviceId!: string;
  /** Number of the next reading. */
  @Field(readingSequence) nextSequence!: number;
  /** Number of the first reading, and digest, of the latest batch; absent before the first. */
  @OptionalField(readingSequence) previousSequence?: number;
  /** Digest of the device's batch before; absent in its first. */
  @OptionalField(digest) previousDigest?: string;
  /** True where more batches follow than one query reads: ask again with `previousSequence` as `firstSequence`. */
  @OptionalField(flag) isPartial?: boolean;
}

/** `reading:QueryExcursions`: those of one shipment or site. */
@Check<ExcursionQuery>(({ shipmentId, siteId }, field) => {
  if ((shipmentId === undefined) !== (siteId === undefined)) return;
  const code = shipmentId === undefined ? 'FIELD_MISSING' : 'FIELD_CONFLICT';
  throw new ModelError({ code, field: memberPath(field, 'shipmentId'), rule: 'shipmentId or siteId' });
})
export class ExcursionQuery extends PageRequest {
  /** Id of the shipment, `<consignor's MSP id>/<local id>`. */
  @OptionalField(assetId) shipmentId?: string;
  /** Id of the site, `<owner's MSP id>/<local id>`. */
  @OptionalField(assetId) siteId?: string;
}

/** What a batch's header says, and the batch itself. */
export class BatchRecord {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  @Field(assetId) deviceId!: string;
  /** Number of the batch's first reading. */
  @Field(readingSequence) firstSequence!: number;
  /** How many readings. */
  @Field(integer(1, LIMITS.batchReadingsMax)) count!: number;
  /** Id of the shipment that it is about; absent where it is about something else. */
  @OptionalField(assetId) shipmentId?: string;
  /** Id of the site that it is about. */
  @OptionalField(assetId) siteId?: string;
  /** Id of the deal that the agreement is which it is about. */
  @OptionalField(assetId) agreementId?: string;
  /** Number of the container (ISO 6346). */
  @OptionalField(cargoUnit) container?: string;
  /** Time of the first reading. */
  @Field(time) from!: number;
  /** Time of the last reading. */
  @Field(time) to!: number;
  /** Hex of what the device signed. */
  @Field(digest) digest!: string;
  /** Number of the first reading of the batch before; absent in the first. */
  @OptionalField(readingSequence) previousSequence?: number;
  /** Digest of the device's batch before; absent in its first. */
  @OptionalField(digest) previousDigest?: string;
  /** Key and ledger time of the fact that has the batch. */
  @Field(ledgerKey) fact!: string;
  /** Ledger time of the submission. */
  @Field(time) submittedAt!: number;
  /** The batch as its device signed it, base64. */
  @Field(base64(Math.ceil(LIMITS.batchBytesMax / 3) * 4)) bytes!: string;
}

/** The excursions that one batch shows. */
export class ExcursionRecord {
  /** Key of the submission that has the batch. */
  @Field(ledgerKey) batch!: string;
  /** Number of the batch's first reading. */
  @Field(readingSequence) firstSequence!: number;
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  @Field(assetId) deviceId!: string;
  /** MSP id of the company that owned the device and vouched for the batch. */
  @Field(mspId) owner!: string;
  /** Id of the shipment that it is about; absent where it is about something else. */
  @OptionalField(assetId) shipmentId?: string;
  /** Id of the site that it is about. */
  @OptionalField(assetId) siteId?: string;
  /** What the goods bear; readings outside are excursions. */
  @Field(nested(() => Conditions)) conditions!: Conditions;
  /** What was outside, by kind. */
  @Field(listOf(() => Excursion, { min: 1, max: EXCURSION_KINDS.length })) excursions!: Excursion[];
}

/** What became of each batch of a submission. */
export class SubmittedBatch {
  /** Key of the batch on the ledger. */
  @Field(ledgerKey) key!: string;
  /** Hex of what the device signed. */
  @Field(digest) digest!: string;
}

/** Answer of `reading:Submit`, in the order of the submission. */
export class SubmissionReceipt {
  /** Where each batch is recorded, in the order of the request. */
  @Field(listOf(() => SubmittedBatch, { min: 1, max: LIMITS.batchesMax })) batches!: SubmittedBatch[];
}
