import { ModelError } from '../errors';
import { canonicalJson } from '../json';
import { LIMITS } from '../limits';
import { cargoUnit } from '../validation/container';
import { Check, Field, OptionalField, memberPath } from '../validation/field';
import { assetId, digest, fabricName, time } from '../validation/identifiers';
import { integer } from '../validation/rule';
import { readingSequence } from './reading';
import { demandOneSubject } from './subject';

/** What a device signs: where its readings count, what they are about, and the hashes of their payload. */
@Check<BatchHeader>((header, field) => {
  demandOneSubject(header, field);
  if (header.to < header.from) {
    throw new ModelError({ code: 'DATE_ORDER', field: memberPath(field, 'to'), rule: 'not before from' });
  }
  if (header.firstSequence > Number.MAX_SAFE_INTEGER - (header.count - 1)) {
    throw new ModelError({
      code: 'FIELD_RANGE',
      field: memberPath(field, 'firstSequence'),
      rule: 'below 2^53',
    });
  }
  for (const name of ['previousSequence', 'previousDigest'] as const) {
    const isFirst = header.firstSequence === 0;
    if (isFirst && header[name] !== undefined) {
      throw new ModelError({
        code: 'FIELD_CONFLICT',
        field: memberPath(field, name),
        rule: 'after the first',
      });
    }
    if (!isFirst && name === 'previousDigest' && header[name] === undefined) {
      throw new ModelError({
        code: 'FIELD_MISSING',
        field: memberPath(field, name),
        rule: 'unless firstSequence is 0',
      });
    }
  }
})
export class BatchHeader {
  /** Name of the channel on which signatures count. */
  @Field(fabricName) channel!: string;
  /** Name of the chaincode for which signatures count. */
  @Field(fabricName) chaincode!: string;
  /** Id of the device. */
  @Field(assetId) device!: string;
  /** The container or ULD in which the device travels. */
  @OptionalField(cargoUnit) container?: string;
  /** Id of the shipment that the readings are about; exactly one of shipment, site and agreement is there. */
  @OptionalField(assetId) shipment?: string;
  /** Id of the site that the readings are about. */
  @OptionalField(assetId) site?: string;
  /** Id of the deal that the agreement is which the readings are about. */
  @OptionalField(assetId) agreement?: string;
  /** Number of the batch's first reading. */
  @Field(readingSequence) firstSequence!: number;
  /** How many readings. */
  @Field(integer(1, LIMITS.batchReadingsMax)) count!: number;
  /** Event times of the first and the last reading. */
  @Field(time) from!: number;
  /** Time of the last reading. */
  @Field(time) to!: number;
  /**
   * Number of the first reading of the device's batch before this one; absent in its first, which starts at number 0, and in batches
   * of devices that were made before the field was: those can be verified, and not recorded.
   */
  @OptionalField(readingSequence) previousSequence?: number;
  /** Digest of the batch before; absent in the first. */
  @OptionalField(digest) previousDigest?: string;
  /** SHA-256 of the payload, in hex. */
  @Field(digest) payloadSha256!: string;
  /** RFC 6962 root of the readings, in hex; how many make a leaf depends on the batch's format. */
  @Field(digest) merkleRoot!: string;
}

/** The canonical bytes of a header. */
export function headerToBytes(header: BatchHeader): Buffer {
  return Buffer.from(canonicalJson(header));
}
