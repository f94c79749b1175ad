import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { isSignedBy, parseSigningKey } from '../signing';
import { Field, nested, setOf } from '../validation/field';
import { base64, digest } from '../validation/identifiers';
import { readingToLeaf, type Batch } from './batch';
import { BatchHeader, headerDigest, headerToBytes } from './header';
import { leafHash, merkleLevels, merklePath, rootFromPath } from '../merkle';
import { Reading } from './reading';

/** Shows one reading of a signed batch and none of the others. */
export class ReadingProof {
  /** What the device signed, beside the readings. */
  @Field(nested(() => BatchHeader)) header!: BatchHeader;
  /** The device's signature, base64. */
  @Field(base64(LIMITS.signatureLengthMax * 2)) signature!: string;
  /** The reading that it proves. */
  @Field(nested(() => Reading)) reading!: Reading;
  /** Audit path from the reading upwards, RFC 6962. */
  @Field(setOf(digest, { min: 0, max: 10 })) path!: string[];
}

/**
 * The proof that the batch has a reading with this sequence number.
 * @throws ModelError `FIELD_RANGE` when it has not
 */
export function proveReading(batch: Batch, sequence: number): ReadingProof {
  const { header, readings, signature } = batch;
  const index = sequence - header.firstSequence;
  const reading = readings[index];
  if (reading === undefined) {
    throw new ModelError({ code: 'FIELD_RANGE', field: 'sequence', rule: 'within the batch' });
  }
  const leaves = readings.map((each) => leafHash(readingToLeaf(each)));
  const path = merklePath(merkleLevels(leaves), index).map((hash) => hash.toString('hex'));
  return { header, signature: signature.toString('base64'), reading, path };
}

/**
 * Checks offline that the device with this public key (base64 of SPKI DER) signed a batch with that reading in it.
 * @throws ModelError `PROOF`, `SIGNATURE`
 */
export function verifyReadingProof(proof: ReadingProof, publicKey: string): void {
  const { header, reading } = proof;
  const index = reading.sequence - header.firstSequence;
  const path = proof.path.map((hash) => Buffer.from(hash, 'hex'));
  const inBatch = index >= 0 && index < header.count;
  const root = inBatch
    ? rootFromPath(leafHash(readingToLeaf(reading)), { index, size: header.count, path })
    : undefined;
  if (root?.toString('hex') !== header.merkleRoot) {
    throw new ModelError({ code: 'PROOF', field: 'path', rule: 'leads to the root' });
  }
  const key = parseSigningKey(publicKey);
  const message = headerDigest(headerToBytes(header));
  const signature = Buffer.from(proof.signature, 'base64');
  if (key === undefined || !isSignedBy(key, { message, signature })) {
    throw new ModelError({ code: 'SIGNATURE', field: 'signature', rule: 'by the device' });
  }
}
