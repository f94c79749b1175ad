import { LIMITS } from '../limits';
import { cargoUnit } from '../validation/container';
import { Check, Field, OptionalField, listOf } from '../validation/field';
import { assetId, digest, sequence, time } from '../validation/identifiers';
import { integer } from '../validation/rule';
import { BATCH_FORMAT } from './format';
import { readingSequence } from './reading';
import { demandOneSubject } from './subject';

/** Readings of one batch, before there were others than of the first format. */
const READINGS_MAX_V1 = 1000;

/** What an entry has in every version of the fact. */
class EntryFields {
  /** Id of the device. */
  @Field(assetId) device!: string;
  /** Number of the container (ISO 6346). */
  @OptionalField(cargoUnit) container?: string;
  /** Number of the batch's first reading. */
  @Field(readingSequence) firstSequence!: number;
  /** Event times of the first and the last reading. */
  @Field(time) from!: number;
  /** Time of the last reading. */
  @Field(time) to!: number;
  /** Hex of what the device signed. */
  @Field(digest) digest!: string;
  /** Of the batch's bytes. */
  @Field(digest) sha256!: string;
  /** Number of the first reading of the device's batch before; absent in its first batch. */
  @OptionalField(readingSequence) previousSequence?: number;
  /** Digest of that batch, as the device signed it. */
  @OptionalField(digest) previousDigest?: string;
  /** Digest of the fact that has the batch before; absent in the first batch, and where this fact has it. */
  @OptionalField(digest) previous?: string;
  /** Digest of the grant or acceptance that makes the owner a party; absent where what the batch is about does. */
  @OptionalField(digest) under?: string;
}

/** The first two versions: batches were about shipments, and of devices that never changed. */
class ShipmentEntryFields extends EntryFields {
  @Field(assetId) shipment!: string;
}

/** The first version: batches were of the first format, and smaller. */
class BatchEntryV1 extends ShipmentEntryFields {
  @Field(integer(1, READINGS_MAX_V1)) count!: number;
}

/** The body of the first version. */
export class ReadingsSubmittedV1 {
  @Field(listOf(() => BatchEntryV1, { min: 1, max: LIMITS.batchesMax })) batches!: BatchEntryV1[];
}

/** The second version. */
class BatchEntryV2 extends ShipmentEntryFields {
  @Field(integer(1, BATCH_FORMAT)) format!: number;
  @Field(integer(1, LIMITS.batchReadingsMax)) count!: number;
}

/** The body of the second version. */
export class ReadingsSubmittedV2 {
  @Field(listOf(() => BatchEntryV2, { min: 1, max: LIMITS.batchesMax })) batches!: BatchEntryV2[];
}

/** One batch of a submission: what its signed header says, and on what facts it relies. */
@Check<BatchEntry>(demandOneSubject)
export class BatchEntry extends EntryFields {
  /** Id of the shipment; exactly one of shipment, site and agreement is there. */
  @OptionalField(assetId) shipment?: string;
  /** Id of the site. */
  @OptionalField(assetId) site?: string;
  /** Id of the deal that the agreement is. */
  @OptionalField(assetId) agreement?: string;
  /** Number of the format of the batch's bytes. */
  @Field(integer(1, BATCH_FORMAT)) format!: number;
  /** How many readings. */
  @Field(integer(1, LIMITS.batchReadingsMax)) count!: number;
  /** Number of the device's last change; absent before the first. */
  @OptionalField(sequence) change?: number;
  /** Number of the change that made the company the owner; absent for the company that registered the device. */
  @OptionalField(sequence) tenure?: number;
}

/** Body of `reading.submitted`. */
export class ReadingsSubmitted {
  /** What the submission has of each batch. */
  @Field(listOf(() => BatchEntry, { min: 1, max: LIMITS.batchesMax })) batches!: BatchEntry[];
}
