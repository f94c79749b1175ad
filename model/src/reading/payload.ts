import { ModelError } from '../errors';
import { READING_COLUMNS, checkPosition, type Reading } from './reading';
import { ByteReader, ByteWriter } from './varint';

/** How a column is in a payload: no reading has it, each has it, or those of a bitmap have it. */
const ABSENT = 0;
const FULL = 1;
const SPARSE = 2;

/** The columns' modes, two bits each, take this many bytes (least significant first). */
const MODES_BYTES = 2;

/**
 * The payload of a batch: the modes of the columns; the times after the first as zigzag differences of differences (a steady
 * interval costs a byte); then for each column that is there its bitmap, when sparse, and its values as zigzag differences.
 * Sequence numbers run on by one and the first time is in the header, so neither is here.
 */
export function encodePayload(readings: readonly Reading[]): Buffer {
  const writer = new ByteWriter();
  const columns = READING_COLUMNS.map(({ name }) => readings.map((reading) => reading[name]));
  const modes = columns.map(modeOf);
  const modeBits = modes.reduce((bits, mode, index) => bits | (mode << (2 * index)), 0);
  for (let index = 0; index < MODES_BYTES; index++) writer.byte((modeBits >> (8 * index)) & 0xff);
  writeTimes(writer, readings);
  columns.forEach((values, index) => {
    if (modes[index] === SPARSE) writeBitmap(writer, values);
    let before = 0;
    for (const value of values) {
      if (value === undefined) continue;
      writer.signed(value - before);
      before = value;
    }
  });
  return writer.toBuffer();
}

function modeOf(values: readonly (number | undefined)[]): number {
  const present = values.filter((value) => value !== undefined).length;
  if (present === 0) return ABSENT;
  return present === values.length ? FULL : SPARSE;
}

function writeTimes(writer: ByteWriter, readings: readonly Reading[]): void {
  let before = readings[0]?.at ?? 0;
  let step = 0;
  for (const { at } of readings.slice(1)) {
    writer.signed(at - before - step);
    step = at - before;
    before = at;
  }
}

function writeBitmap(writer: ByteWriter, values: readonly (number | undefined)[]): void {
  for (let start = 0; start < values.length; start += 8) {
    let bits = 0;
    values.slice(start, start + 8).forEach((value, bit) => {
      if (value !== undefined) bits |= 1 << bit;
    });
    writer.byte(bits);
  }
}

/** What a payload needs from its header to be read. */
export interface PayloadFrame {
  readonly firstSequence: number;
  readonly count: number;
  readonly from: number;
}

/**
 * The readings of a payload.
 * @throws ModelError `BATCH_FORMAT`, `BATCH_NOT_CANONICAL`, `FIELD_RANGE`, `DATE_ORDER`, `FIELD_MISSING`
 */
export function decodePayload(payload: Uint8Array, frame: PayloadFrame): Reading[] {
  const reader = new ByteReader(payload);
  let modeBits = 0;
  for (let index = 0; index < MODES_BYTES; index++) modeBits |= reader.byte() << (8 * index);
  if (modeBits >> (2 * READING_COLUMNS.length) !== 0) throw notCanonical('unused mode bits 0');
  const readings = readTimes(reader, frame);
  READING_COLUMNS.forEach((column, index) => {
    const mode = (modeBits >> (2 * index)) & 3;
    const present = readPresence(reader, { mode, count: frame.count });
    let value = 0;
    readings.forEach((reading, position) => {
      if (present[position] !== true) return;
      value += reader.signed();
      if (value < column.min || value > column.max) {
        const field = `readings[${position}].${column.name}`;
        throw new ModelError({ code: 'FIELD_RANGE', field, rule: `${column.min}..${column.max}` });
      }
      reading[column.name] = value;
    });
  });
  if (reader.remaining > 0) throw notCanonical('no trailing bytes');
  readings.forEach((reading, position) => checkPosition(reading, `readings[${position}]`));
  return readings;
}

function readTimes(reader: ByteReader, frame: PayloadFrame): Reading[] {
  const readings: Reading[] = [];
  let at = frame.from;
  let step = 0;
  for (let position = 0; position < frame.count; position++) {
    if (position > 0) {
      step += reader.signed();
      at += step;
      if (step < 0) {
        throw new ModelError({ code: 'DATE_ORDER', field: `readings[${position}].at`, rule: 'in order' });
      }
    }
    readings.push({ sequence: frame.firstSequence + position, at });
  }
  return readings;
}

function readPresence(reader: ByteReader, column: { mode: number; count: number }): boolean[] {
  const { mode, count } = column;
  if (mode === ABSENT || mode === FULL) return Array.from({ length: count }, () => mode === FULL);
  if (mode !== SPARSE) throw notCanonical('known column mode');
  const bitmap = reader.take(Math.ceil(count / 8));
  const bits = Array.from(
    { length: bitmap.length * 8 },
    (_, bit) => ((bitmap[bit >> 3] ?? 0) >> (bit & 7)) % 2 === 1,
  );
  const present = bits.slice(0, count);
  const sparse = present.includes(true) && present.includes(false);
  if (!sparse || bits.slice(count).includes(true)) throw notCanonical('sparse bitmap');
  return present;
}

function notCanonical(rule: string): ModelError {
  return new ModelError({ code: 'BATCH_NOT_CANONICAL', field: 'batch', rule });
}
