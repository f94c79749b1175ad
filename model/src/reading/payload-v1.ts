import { ModelError } from '../errors';
import { checkColumns, newColumn, type ReadingColumns } from './columns';
import { ABSENT, FULL, notCanonical, readBitmap, readModes } from './presence';
import { READING_COLUMNS } from './reading';
import { ByteReader } from './varint';

/** What a payload needs from its header to be read. */
export interface PayloadFrame {
  readonly firstSequence: number;
  readonly count: number;
  readonly from: number;
}

/**
 * The readings of a payload of the first format: the modes of the columns; the times after the first as zigzag differences of
 * differences; then for each column that is there its bitmap, when sparse, and its values as zigzag differences. Batches of this
 * format are read for ever, and made no more.
 * @throws ModelError `BATCH_FORMAT`, `BATCH_NOT_CANONICAL`, `FIELD_RANGE`, `DATE_ORDER`, `FIELD_MISSING`
 */
export function decodePayloadV1(payload: Uint8Array, frame: PayloadFrame): ReadingColumns {
  const { firstSequence, count } = frame;
  const reader = new ByteReader(payload);
  const modes = readModes(reader, READING_COLUMNS.length);
  const at = readTimes(reader, frame);
  const values = modes.map((mode) => {
    if (mode === ABSENT) return undefined;
    const column = newColumn(count);
    const places = mode === FULL ? column.keys() : readBitmap(reader, count);
    let value = 0;
    for (const place of places) column[place] = value += reader.signed();
    return column;
  });
  if (reader.remaining > 0) throw notCanonical('no trailing bytes');
  const columns = { firstSequence, count, at, values };
  checkColumns(columns);
  return columns;
}

function readTimes(reader: ByteReader, { count, from }: PayloadFrame): Float64Array {
  const at = new Float64Array(count);
  let time = from;
  let step = 0;
  for (let position = 0; position < count; position++) {
    if (position > 0) {
      step += reader.signed();
      time += step;
      if (step < 0) {
        throw new ModelError({ code: 'DATE_ORDER', field: `readings[${position}].at`, rule: 'in order' });
      }
    }
    at[position] = time;
  }
  return at;
}
