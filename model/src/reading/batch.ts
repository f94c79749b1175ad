import { createHash } from 'node:crypto';
import { ModelError } from '../errors';
import { canonicalJson, parseJson } from '../json';
import { LIMITS } from '../limits';
import { isSignedBy, parseSigningKey, type Signer } from '../signing';
import { listOf } from '../validation/field';
import { parseValue } from '../validation/parse';
import { BatchHeader, headerDigest, headerToBytes } from './header';
import { leafHash, merkleRoot } from '../merkle';
import { decodePayload, encodePayload } from './payload';
import { READING_COLUMNS, Reading } from './reading';
import { ByteReader, ByteWriter } from './varint';

/** Starts every batch: its format and version. */
const MAGIC = Buffer.from('KRB1');

/** A decoded batch. Only {@link checkBatchSignature} checks that its device made it. */
export interface Batch {
  /** What the device signed, beside the readings. */
  readonly header: BatchHeader;
  /** The readings, in order. */
  readonly readings: readonly Reading[];
  /** The device's signature. */
  readonly signature: Buffer;
  /** Hex of what the device signed. */
  readonly digest: string;
}

/** What goes into a batch besides what is computed from the readings. */
export type BatchContext = Pick<
  BatchHeader,
  'channel' | 'chaincode' | 'device' | 'container' | 'shipment' | 'previousSequence' | 'previousDigest'
>;

const readingList = listOf(() => Reading, { min: 1, max: LIMITS.batchReadingsMax });

/**
 * The signed bytes of a batch: `KRB1`, header length, header, payload length, payload, signature. Readings have consecutive
 * sequence numbers and times in order.
 * @throws ModelError for readings or a context that {@link decodeBatch} would refuse
 */
export function encodeBatch(context: BatchContext, readings: readonly Reading[], signer: Signer): Buffer {
  readingList.check(readings, 'readings');
  checkOrder(readings);
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('checked above');
  const payload = encodePayload(readings);
  const { channel, chaincode, device, container, shipment, previousSequence, previousDigest } = context;
  const header = parseValue(BatchHeader, {
    channel,
    chaincode,
    device,
    ...(container === undefined ? {} : { container }),
    shipment,
    firstSequence: first.sequence,
    count: readings.length,
    from: first.at,
    to: last.at,
    ...(previousSequence === undefined ? {} : { previousSequence }),
    ...(previousDigest === undefined ? {} : { previousDigest }),
    payloadSha256: createHash('sha256').update(payload).digest('hex'),
    merkleRoot: readingsRoot(readings),
  });
  const headerBytes = headerToBytes(header);
  const signature = signer(headerDigest(headerBytes));
  const bytes = Buffer.concat([
    MAGIC,
    lengthOf(headerBytes),
    headerBytes,
    lengthOf(payload),
    payload,
    signature,
  ]);
  checkSize(bytes);
  return bytes;
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

function checkOrder(readings: readonly Reading[]): void {
  readings.forEach((reading, index) => {
    const before = readings[index - 1];
    if (before === undefined) return;
    if (reading.sequence !== before.sequence + 1) {
      throw new ModelError({
        code: 'FIELD_RANGE',
        field: `readings[${index}].sequence`,
        rule: 'consecutive',
      });
    }
    if (reading.at < before.at) {
      throw new ModelError({ code: 'DATE_ORDER', field: `readings[${index}].at`, rule: 'in order' });
    }
  });
}

/**
 * The batch that these bytes are, when they are the one encoding of their content: payload digest, count and time span fit.
 * @throws ModelError `TOO_LARGE`, `BATCH_FORMAT`, `BATCH_NOT_CANONICAL`, `BATCH_DIGEST` and those of fields
 */
export function decodeBatch(bytes: Uint8Array): Batch {
  checkSize(bytes);
  const reader = new ByteReader(bytes);
  const headerBytes = takeHeader(reader);
  const header = readHeader(headerBytes);
  const payload = reader.take(reader.unsigned());
  if (createHash('sha256').update(payload).digest('hex') !== header.payloadSha256) {
    throw new ModelError({
      code: 'BATCH_DIGEST',
      field: 'header.payloadSha256',
      rule: 'SHA-256 of the payload',
    });
  }
  const readings = decodePayload(payload, header);
  if (readings.at(-1)?.at !== header.to) {
    throw new ModelError({ code: 'BATCH_DIGEST', field: 'header.to', rule: 'time of the last reading' });
  }
  const signature = Buffer.from(reader.take(reader.remaining));
  if (signature.length === 0 || signature.length > LIMITS.signatureLengthMax) {
    throw new ModelError({ code: 'BATCH_FORMAT', field: 'signature', rule: 'present' });
  }
  return { header, readings, signature, digest: headerDigest(headerBytes).toString('hex') };
}

/** The header of a batch, without a look at its payload. @throws ModelError as {@link decodeBatch} */
export function decodeBatchHeader(bytes: Uint8Array): BatchHeader {
  checkSize(bytes);
  return readHeader(takeHeader(new ByteReader(bytes)));
}

function takeHeader(reader: ByteReader): Buffer {
  if (!MAGIC.equals(reader.take(MAGIC.length))) {
    throw new ModelError({ code: 'BATCH_FORMAT', field: 'batch', rule: 'KRB1' });
  }
  return Buffer.from(reader.take(reader.unsigned()));
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
export function checkBatchRoot(batch: Batch): void {
  if (readingsRoot(batch.readings) !== batch.header.merkleRoot) {
    throw new ModelError({ code: 'BATCH_DIGEST', field: 'header.merkleRoot', rule: 'root of the readings' });
  }
}

function readingsRoot(readings: readonly Reading[]): string {
  return merkleRoot(readings.map((reading) => leafHash(readingToLeaf(reading)))).toString('hex');
}

/** The bytes of one reading in the hash tree: sequence, time, a bit for each quantity, the quantities. */
export function readingToLeaf(reading: Reading): Buffer {
  const writer = new ByteWriter();
  writer.unsigned(reading.sequence);
  writer.unsigned(reading.at);
  writer.byte(
    READING_COLUMNS.reduce((bits, { name }, bit) => bits | (reading[name] === undefined ? 0 : 1 << bit), 0),
  );
  for (const { name } of READING_COLUMNS) {
    const value = reading[name];
    if (value !== undefined) writer.signed(value);
  }
  return writer.toBuffer();
}
