import { ModelError } from '../errors';
import type { ByteReader, ByteWriter } from './varint';

/** How a column is in a payload: no reading has it, each has it, or those of a bitmap have it. */
export const ABSENT = 0;
export const FULL = 1;
const SPARSE = 2;

/** Modes of columns, two bits each, take this many bytes (least significant first). */
const MODES_BYTES = 2;

/** The mode of a column. */
export function modeOf(column: Float64Array | undefined): number {
  if (column === undefined) return ABSENT;
  const missing = column.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  return missing === 0 ? FULL : missing === column.length ? ABSENT : SPARSE;
}

export function writeModes(writer: ByteWriter, modes: readonly number[]): void {
  const bits = modes.reduce((all, mode, index) => all | (mode << (2 * index)), 0);
  for (let index = 0; index < MODES_BYTES; index++) writer.byte((bits >> (8 * index)) & 0xff);
}

/** @throws ModelError `BATCH_FORMAT`, `BATCH_NOT_CANONICAL` */
export function readModes(reader: ByteReader, columns: number): number[] {
  let bits = 0;
  for (let index = 0; index < MODES_BYTES; index++) bits |= reader.byte() << (8 * index);
  if (bits >> (2 * columns) !== 0) throw notCanonical('unused mode bits 0');
  const modes = Array.from({ length: columns }, (_, index) => (bits >> (2 * index)) & 3);
  if (modes.some((mode) => mode > SPARSE)) throw notCanonical('known column mode');
  return modes;
}

/** A bit for each reading: set where the column has a value. */
export function writeBitmap(writer: ByteWriter, column: Float64Array): void {
  for (let start = 0; start < column.length; start += 8) {
    let bits = 0;
    for (let bit = 0; bit < 8 && start + bit < column.length; bit++) {
      if (!Number.isNaN(column[start + bit])) bits |= 1 << bit;
    }
    writer.byte(bits);
  }
}

/** The places that have a value. @throws ModelError `BATCH_FORMAT`, `BATCH_NOT_CANONICAL` for one that another mode would say */
export function readBitmap(reader: ByteReader, count: number): number[] {
  const bitmap = reader.take(Math.ceil(count / 8));
  const places: number[] = [];
  for (let bit = 0; bit < bitmap.length * 8; bit++) {
    if ((((bitmap[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1) places.push(bit);
  }
  const last = places.at(-1);
  if (last === undefined || last >= count || places.length === count) throw notCanonical('sparse bitmap');
  return places;
}

/** A payload that says something in other bytes than an encoder does. */
export function notCanonical(rule: string): ModelError {
  return new ModelError({ code: 'BATCH_NOT_CANONICAL', field: 'batch', rule });
}
