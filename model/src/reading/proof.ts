import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { merkleLevels, merklePath, rootFromPath } from '../merkle';
import { isSignedBy, parseSigningKey } from '../signing';
import { Field, OptionalField, listOf, nested, setOf } from '../validation/field';
import { base64, digest } from '../validation/identifiers';
import type { Batch } from './batch';
import { readingAt, toColumns } from './columns';
import { formatOf, headerDigest, leafHashes, LEAF_READINGS_MAX, type BatchFormat } from './format';
import { BatchHeader, headerToBytes } from './header';
import { Reading } from './reading';

/** Shows one reading of a signed batch, those beside it that are hashed together with it, and none of the others. */
export class ReadingProof {
  /** What the device signed, beside the readings. */
  @Field(nested(() => BatchHeader)) header!: BatchHeader;
  /** The device's signature, base64. */
  @Field(base64(LIMITS.signatureLengthMax * 2)) signature!: string;
  /** The reading that it proves. */
  @Field(nested(() => Reading)) reading!: Reading;
  /** The other readings of its leaf of the hash tree, in order; absent for batches of the first format, whose leaves are single readings. */
  @OptionalField(listOf(() => Reading, { min: 0, max: LEAF_READINGS_MAX - 1 })) beside?: Reading[];
  /** Audit path from the leaf upwards, RFC 6962. */
  @Field(setOf(digest, { min: 0, max: Math.ceil(Math.log2(LIMITS.batchReadingsMax)) })) path!: string[];
}

/**
 * The proof that the batch has a reading with this sequence number.
 * @throws ModelError `FIELD_RANGE` when it has not
 */
export function proveReading(batch: Batch, sequence: number): ReadingProof {
  const { header, columns, signature } = batch;
  const index = sequence - header.firstSequence;
  if (!Number.isInteger(index) || index < 0 || index >= header.count) {
    throw new ModelError({ code: 'FIELD_RANGE', field: 'sequence', rule: 'within the batch' });
  }
  const format = formatOf(batch.format);
  const { leafReadings } = format;
  const leaf = Math.floor(index / leafReadings);
  const path = merklePath(merkleLevels(leafHashes(format, columns)), leaf).map((hash) =>
    hash.toString('hex'),
  );
  const proof = { header, signature: signature.toString('base64'), reading: readingAt(columns, index), path };
  if (leafReadings === 1) return proof;
  const places = placesOf({ leaf, leafReadings, count: header.count });
  const beside = places.filter((place) => place !== index).map((place) => readingAt(columns, place));
  return { ...proof, beside };
}

/** The places of a leaf's readings in the batch. */
function placesOf(of: { leaf: number; leafReadings: number; count: number }): number[] {
  const { leaf, leafReadings, count } = of;
  const length = Math.min(leafReadings, count - leaf * leafReadings);
  return Array.from({ length }, (_, place) => leaf * leafReadings + place);
}

/**
 * Checks offline that the device with this public key (base64 of SPKI DER) signed a batch with that reading in it.
 * @throws ModelError `PROOF`, `SIGNATURE`
 */
export function verifyReadingProof(proof: ReadingProof, publicKey: string): void {
  const { header, beside } = proof;
  const format = formatOf(beside === undefined ? 1 : 2);
  if (rootOfProof(proof, format)?.toString('hex') !== header.merkleRoot) {
    throw new ModelError({ code: 'PROOF', field: 'path', rule: 'leads to the root' });
  }
  const key = parseSigningKey(publicKey);
  const message = headerDigest(format, headerToBytes(header));
  const signature = Buffer.from(proof.signature, 'base64');
  if (key === undefined || !isSignedBy(key, { message, signature })) {
    throw new ModelError({ code: 'SIGNATURE', field: 'signature', rule: 'by the device' });
  }
}

/** The root to which a proof leads; `undefined` where its readings are not those of one leaf of the batch. */
function rootOfProof(proof: ReadingProof, format: BatchFormat): Buffer | undefined {
  const { header, reading, beside = [] } = proof;
  const { firstSequence, count } = header;
  const { leafReadings } = format;
  const index = reading.sequence - firstSequence;
  if (index < 0 || index >= count) return undefined;
  const leaf = Math.floor(index / leafReadings);
  const shown = [...beside, reading].toSorted((a, b) => a.sequence - b.sequence);
  const places = placesOf({ leaf, leafReadings, count });
  const isLeaf =
    shown.length === places.length &&
    shown.every(({ sequence }, place) => sequence === firstSequence + (places[place] ?? 0));
  const [hash] = isLeaf ? leafHashes(format, toColumns(shown)) : [];
  if (hash === undefined) return undefined;
  const path = proof.path.map((each) => Buffer.from(each, 'hex'));
  return rootFromPath(hash, { index: leaf, size: Math.ceil(count / leafReadings), path });
}
