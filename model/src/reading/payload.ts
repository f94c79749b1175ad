import { brotliCompressSync, brotliDecompressSync, constants, type BrotliOptions } from 'node:zlib';
import { ModelError } from '../errors';
import { checkColumns, newColumn, type ReadingColumns } from './columns';
import { numbersBytesMax, readNumbers, writeNumbers } from './numbers';
import type { PayloadFrame } from './payload-v1';
import {
  ABSENT,
  FULL,
  modeOf,
  notCanonical,
  readBitmap,
  readModes,
  writeBitmap,
  writeModes,
} from './presence';
import { READING_COLUMNS } from './reading';
import { ByteReader, ByteWriter } from './varint';

/** Columns beside the readings' own: the times. */
const LISTS = READING_COLUMNS.length + 1;

/** Higher ones take many times as long, and save a hundredth. */
const QUALITY = 5;

/**
 * The payload of a batch, packed by Brotli: the modes of the columns, the times, then for each column that is there its bitmap, when
 * sparse, and its values. The first time is in the header, and sequence numbers run on by one, so neither is here.
 */
export function encodePayload(columns: ReadingColumns): Buffer {
  const writer = new ByteWriter(columns.count * 8 + 64);
  const modes = columns.values.map(modeOf);
  writeModes(writer, modes);
  const from = columns.at[0] ?? 0;
  writeNumbers(
    writer,
    columns.at.subarray(1).map((time) => time - from),
  );
  columns.values.forEach((column, index) => {
    if (column === undefined || modes[index] === ABSENT) return;
    if (modes[index] === FULL) {
      writeNumbers(writer, column);
      return;
    }
    writeBitmap(writer, column);
    writeNumbers(
      writer,
      column.filter((value) => !Number.isNaN(value)),
    );
  });
  const plain = writer.toBuffer();
  return brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: 18,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
}

/**
 * The readings of a payload. It never unpacks to more than its number of readings can take.
 * @throws ModelError `BATCH_FORMAT`, `BATCH_NOT_CANONICAL`, `FIELD_RANGE`, `DATE_ORDER`, `FIELD_MISSING`
 */
export function decodePayload(payload: Uint8Array, frame: PayloadFrame): ReadingColumns {
  const { firstSequence, count, from } = frame;
  const reader = new ByteReader(unpack(payload, count));
  const modes = readModes(reader, READING_COLUMNS.length);
  const at = new Float64Array(count).fill(from);
  readNumbers(reader, count - 1).forEach((time, index) => (at[index + 1] = from + time));
  const values = modes.map((mode) => {
    if (mode === ABSENT) return undefined;
    if (mode === FULL) return readNumbers(reader, count);
    const places = readBitmap(reader, count);
    const column = newColumn(count);
    readNumbers(reader, places.length).forEach((value, index) => (column[places[index] ?? 0] = value));
    return column;
  });
  if (reader.remaining > 0) throw notCanonical('no trailing bytes');
  const columns = { firstSequence, count, at, values };
  checkColumns(columns);
  return columns;
}

function unpack(payload: Uint8Array, count: number): Uint8Array {
  const maxOutputLength = 2 + LISTS * (numbersBytesMax(count) + Math.ceil(count / 8));
  const { buffer, engine } = decompress(payload, maxOutputLength);
  // Whether bytes behind the packed ones are an error depends on the version of Node.
  if (engine.bytesWritten !== payload.length) throw notCanonical('no trailing bytes');
  return buffer;
}

/** What `brotliDecompressSync` returns with `info`. */
interface Unpacked {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

function decompress(payload: Uint8Array, maxOutputLength: number): Unpacked {
  try {
    // The types lack `info`, which all of Node's zlib takes.
    const options: BrotliOptions & { readonly info: true } = { maxOutputLength, info: true };
    return brotliDecompressSync(payload, options) as unknown as Unpacked;
  } catch (cause) {
    throw new ModelError({ code: 'BATCH_FORMAT', field: 'batch', rule: 'Brotli', cause });
  }
}
