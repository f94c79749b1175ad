import { createHash } from 'node:crypto';
import { ModelError } from '../errors';
import { canonicalJson, parseJson } from '../json';
import { LIMITS } from '../limits';
import { isSignedBy, parseSigningKey, type Signer } from '../signing';
import { listOf } from '../validation/field';
import { parseValue } from '../validation/parse';
import { checkColumns, toColumns, toReadings, type ReadingColumns } from './columns';
import { BATCH_FORMAT, formatOf, formatOfMagic, headerDigest, rootOf, type BatchFormat } from './format';
import { BatchHeader, headerToBytes } from './header';
import { encodePayload } from './payload';
import { Reading } from './reading';
import { ByteReader, ByteWriter } from './varint';

/** A decoded batch. Only {@link checkBatchSignature} checks that its device made it. */
export interface Batch {
  /** Number of the format of its bytes. */
  readonly format: number;
  /** What the device signed, beside the readings. */
  readonly header: BatchHeader;
  /** The readings by column. */
  readonly columns: ReadingColumns;
  /** The readings, in order; made of the columns when they are asked for. */
  readonly readings: readonly Reading[];
  /** The device's signature. */
  readonly signature: Buffer;
  /** Hex of what the device signed. */
  readonly digest: string;
}

/** What goes into a batch besides what is computed from the readings. */
export type BatchContext = Pick<
  BatchHeader,
  | 'channel'
  | 'chaincode'
  | 'device'
  | 'container'
  | 'shipment'
  | 'site'
  | 'agreement'
  | 'previousSequence'
  | 'previousDigest'
>;

/** A batch as it is submitted. */
export interface EncodedBatch {
  readonly bytes: Buffer;
  /** Hex of what the device signed. */
  readonly digest: string;
}

const MAGIC_LENGTH = 4;

const readingList = listOf(() => Reading, { min: 1, max: LIMITS.batchReadingsMax });

/**
 * The signed bytes of a batch: `KRB2`, header length, header, payload length, payload, signature. Readings have consecutive
 * sequence numbers and times in order.
 * @throws ModelError for readings or a context that {@link decodeBatch} would refuse
 */
export function encodeBatch(context: BatchContext, readings: readonly Reading[], signer: Signer): Buffer {
  readingList.check(readings, 'readings');
  checkSequence(readings);
  return encodeColumns(context, toColumns(readings), signer).bytes;
}

/** {@link encodeBatch} for readings by column. @throws ModelError as {@link encodeBatch} */
export function encodeColumns(context: BatchContext, columns: ReadingColumns, signer: Signer): EncodedBatch {
  const { firstSequence, count, at } = columns;
  if (count < 1 || count > LIMITS.batchReadingsMax) {
    throw new ModelError({ code: 'FIELD_RANGE', field: 'readings', rule: `1..${LIMITS.batchReadingsMax}` });
  }
  checkColumns(columns);
  const format = formatOf(BATCH_FORMAT);
  const payload = encodePayload(columns);
  const { channel, chaincode, device, container, previousSequence, previousDigest } = context;
  const { shipment, site, agreement } = context;
  const header = parseValue(BatchHeader, {
    channel,
    chaincode,
    device,
    ...(container === undefined ? {} : { container }),
    ...(shipment === undefined ? {} : { shipment }),
    ...(site === undefined ? {} : { site }),
    ...(agreement === undefined ? {} : { agreement }),
    firstSequence,
    count,
    from: at[0],
    to: at.at(-1),
    ...(previousSequence === undefined ? {} : { previousSequence }),
    ...(previousDigest === undefined ? {} : { previousDigest }),
    payloadSha256: createHash('sha256').update(payload).digest('hex'),
    merkleRoot: rootOf(format, columns),
  });
  const headerBytes = headerToBytes(header);
  const digest = headerDigest(format, headerBytes);
  const bytes = Buffer.concat([
    format.magic,
    lengthOf(headerBytes),
    headerBytes,
    lengthOf(payload),
    payload,
    signer(digest),
  ]);
  checkSize(bytes);
  return { bytes, digest: digest.toString('hex') };
}

function lengthOf(bytes: Uint8Array): Buffer {
  const writer = new ByteWriter();
  writer.unsigned(bytes.length);
  return writer.toBuffer();
}

function checkSize(bytes: Uint8Array): void {
  if (bytes.length > LIMITS.batchBytesMax) {
    throw new ModelError({
      code: 'TOO_LARGE',
      field: 'batch',
      rule: `at most ${LIMITS.batchBytesMax} bytes`,
    });
  }
}

function checkSequence(readings: readonly Reading[]): void {
  const first = readings[0]?.sequence ?? 0;
  const index = readings.findIndex(({ sequence }, place) => sequence !== first + place);
  if (index < 0) return;
  throw new ModelError({ code: 'FIELD_RANGE', field: `readings[${index}].sequence`, rule: 'consecutive' });
}

/**
 * The batch that these bytes are, when its format's encoder can have made them: payload digest, count and time span fit.
 * @throws ModelError `TOO_LARGE`, `BATCH_FORMAT`, `BATCH_NOT_CANONICAL`, `BATCH_DIGEST` and those of fields
 */
export function decodeBatch(bytes: Uint8Array): Batch {
  checkSize(bytes);
  const reader = new ByteReader(bytes);
  const { format, headerBytes } = takeHeader(reader);
  const header = readHeader(headerBytes);
  const payload = reader.take(reader.unsigned());
  if (createHash('sha256').update(payload).digest('hex') !== header.payloadSha256) {
    throw new ModelError({
      code: 'BATCH_DIGEST',
      field: 'header.payloadSha256',
      rule: 'SHA-256 of the payload',
    });
  }
  const columns = format.decodePayload(payload, header);
  if (columns.at.at(-1) !== header.to) {
    throw new ModelError({ code: 'BATCH_DIGEST', field: 'header.to', rule: 'time of the last reading' });
  }
  const signature = Buffer.from(reader.take(reader.remaining));
  if (signature.length === 0 || signature.length > LIMITS.signatureLengthMax) {
    throw new ModelError({ code: 'BATCH_FORMAT', field: 'signature', rule: 'present' });
  }
  let readings: readonly Reading[] | undefined;
  return {
    format: format.format,
    header,
    columns,
    get readings() {
      return (readings ??= toReadings(columns));
    },
    signature,
    digest: headerDigest(format, headerBytes).toString('hex'),
  };
}

/** The header of a batch, without a look at its payload. @throws ModelError as {@link decodeBatch} */
export function decodeBatchHeader(bytes: Uint8Array): BatchHeader {
  checkSize(bytes);
  return readHeader(takeHeader(new ByteReader(bytes)).headerBytes);
}

function takeHeader(reader: ByteReader): { readonly format: BatchFormat; readonly headerBytes: Buffer } {
  const format = formatOfMagic(reader.take(MAGIC_LENGTH));
  if (format === undefined) {
    throw new ModelError({ code: 'BATCH_FORMAT', field: 'batch', rule: 'a known format' });
  }
  return { format, headerBytes: Buffer.from(reader.take(reader.unsigned())) };
}

function readHeader(headerBytes: Buffer): BatchHeader {
  const json = headerBytes.toString('utf8');
  const header = parseValue(BatchHeader, parseJson(json, LIMITS.batchBytesMax), 'header');
  if (canonicalJson(header) !== json || headerBytes.length !== Buffer.byteLength(json)) {
    throw new ModelError({ code: 'BATCH_NOT_CANONICAL', field: 'header', rule: 'RFC 8785' });
  }
  return header;
}

/** @throws ModelError `SIGNATURE` unless the device with this public key (base64 of SPKI DER) signed the batch. */
export function checkBatchSignature(batch: Batch, publicKey: string): void {
  const key = parseSigningKey(publicKey);
  const message = Buffer.from(batch.digest, 'hex');
  if (key === undefined || !isSignedBy(key, { message, signature: batch.signature })) {
    throw new ModelError({ code: 'SIGNATURE', field: 'signature', rule: 'by the device' });
  }
}

/** @throws ModelError `BATCH_DIGEST` unless the header's Merkle root is that of the readings. */
export function checkBatchRoot({ format, columns, header }: Batch): void {
  if (rootOf(formatOf(format), columns) !== header.merkleRoot) {
    throw new ModelError({ code: 'BATCH_DIGEST', field: 'header.merkleRoot', rule: 'root of the readings' });
  }
}
