import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { ByteReader, ByteWriter } from './varint';

/** Starts the argument: no JSON starts so. */
const MAGIC = Buffer.from('KRS1');

/**
 * The argument of `reading:Submit` as bytes, a third shorter than as base64 in JSON: `KRS1`, then of each batch its length and its bytes.
 */
export function batchesToBytes(batches: readonly Uint8Array[]): Buffer {
  const parts = batches.flatMap((batch) => {
    const length = new ByteWriter(8);
    length.unsigned(batch.length);
    return [length.toBuffer(), batch];
  });
  return Buffer.concat([MAGIC, ...parts]);
}

/** True for bytes that claim to be what {@link batchesToBytes} makes. */
export function startsAsBatches(bytes: Uint8Array): boolean {
  return MAGIC.equals(bytes.subarray(0, MAGIC.length));
}

/**
 * The batches that {@link batchesToBytes} wrote; what each of them is, is for `decodeBatch` to say.
 * @throws ModelError `BATCH_FORMAT`, `BATCH_NOT_CANONICAL`, `TOO_LARGE`, `FIELD_RANGE`, `FIELD_DUPLICATE`
 */
export function bytesToBatches(bytes: Uint8Array): Buffer[] {
  const { batchesMax, batchBytesMax } = LIMITS;
  if (!startsAsBatches(bytes)) throw new ModelError({ code: 'BATCH_FORMAT', field: 'batches', rule: 'KRS1' });
  const reader = new ByteReader(bytes.subarray(MAGIC.length));
  const batches: Buffer[] = [];
  while (reader.remaining > 0) {
    const field = `batches[${batches.length}]`;
    if (batches.length === batchesMax) break;
    const length = reader.unsigned();
    if (length > batchBytesMax) {
      throw new ModelError({ code: 'TOO_LARGE', field, rule: `at most ${batchBytesMax} bytes` });
    }
    batches.push(Buffer.from(reader.take(length)));
  }
  if (batches.length === 0 || reader.remaining > 0) {
    throw new ModelError({ code: 'FIELD_RANGE', field: 'batches', rule: `1..${batchesMax}` });
  }
  if (batches.some((batch, index) => batches.slice(0, index).some((before) => before.equals(batch)))) {
    throw new ModelError({ code: 'FIELD_DUPLICATE', field: 'batches', rule: 'distinct entries' });
  }
  return batches;
}
