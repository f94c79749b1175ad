import { createHash } from 'node:crypto';
import { hashMarked, LEAF_MARK, merkleRoot } from '../merkle';
import type { ReadingColumns } from './columns';
import { decodePayload } from './payload';
import { decodePayloadV1, type PayloadFrame } from './payload-v1';
import { READING_COLUMNS } from './reading';
import { ByteWriter } from './varint';

/** Everything in which the formats of batches differ. */
export interface BatchFormat {
  readonly format: number;
  /** Starts every batch. */
  readonly magic: Buffer;
  /** Comes before a header's bytes when they are hashed, so that a device's signature means a batch of this format and nothing else. */
  readonly domain: Buffer;
  /** How many readings a leaf of the hash tree has. A proof shows a whole leaf. */
  readonly leafReadings: number;
  /** @throws ModelError */
  decodePayload(payload: Uint8Array, frame: PayloadFrame): ReadingColumns;
}

/** The most readings that a leaf of any format has. */
export const LEAF_READINGS_MAX = 16;

/** About what a reading takes in a leaf. */
const LEAF_BYTES = 48;

/** The formats of batches, from format 1 on. Batches of each are read for ever; the last one is made. */
const FORMATS: readonly BatchFormat[] = [
  {
    format: 1,
    magic: Buffer.from('KRB1'),
    domain: Buffer.from('kontti.batch.v1\0'),
    leafReadings: 1,
    decodePayload: decodePayloadV1,
  },
  {
    format: 2,
    magic: Buffer.from('KRB2'),
    domain: Buffer.from('kontti.batch.v2\0'),
    leafReadings: LEAF_READINGS_MAX,
    decodePayload,
  },
];

/** The format of new batches. */
export const BATCH_FORMAT = 2;

/** The format of that number. */
export function formatOf(format: number): BatchFormat {
  const found = FORMATS[format - 1];
  if (found === undefined) throw new RangeError(`no format ${format}`);
  return found;
}

/** The format that starts with these bytes. */
export function formatOfMagic(magic: Uint8Array): BatchFormat | undefined {
  return FORMATS.find((format) => format.magic.equals(magic));
}

/** The 32 bytes that the device signs; as hex they are the batch's digest. */
export function headerDigest({ domain }: BatchFormat, headerBytes: Uint8Array): Buffer {
  return createHash('sha256').update(domain).update(headerBytes).digest();
}

/** The hashes of the leaves of a batch. Each leaf is hashed where it was written, before the next one is written there. */
export function leafHashes(format: BatchFormat, columns: ReadingColumns): Buffer[] {
  const { leafReadings } = format;
  const writer = new ByteWriter(1 + leafReadings * LEAF_BYTES);
  return Array.from({ length: Math.ceil(columns.count / leafReadings) }, (_, leaf) => {
    writer.clear();
    writer.byte(LEAF_MARK);
    writeLeaf(writer, columns, { from: leaf * leafReadings, to: (leaf + 1) * leafReadings });
    return hashMarked(writer.written());
  });
}

/** RFC 6962 root of a batch, in hex. */
export function rootOf(format: BatchFormat, columns: ReadingColumns): string {
  return merkleRoot(leafHashes(format, columns)).toString('hex');
}

/** Of each reading: sequence, time, a bit for each quantity that is there, and these quantities. */
function writeLeaf(
  writer: ByteWriter,
  { firstSequence, count, at, values }: ReadingColumns,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const end = Math.min(to, count);
  for (let index = from; index < end; index++) {
    writer.unsigned(firstSequence + index);
    writer.unsigned(at[index] ?? 0);
    let bits = 0;
    for (let column = 0; column < READING_COLUMNS.length; column++) {
      const value = values[column]?.[index] ?? Number.NaN;
      if (!Number.isNaN(value)) bits |= 1 << column;
    }
    writer.byte(bits);
    for (let column = 0; column < READING_COLUMNS.length; column++) {
      const value = values[column]?.[index] ?? Number.NaN;
      if (!Number.isNaN(value)) writer.signed(value);
    }
  }
}
