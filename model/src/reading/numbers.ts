import { notCanonical } from './presence';
import { unzigzag, zigzag, type ByteReader, type ByteWriter } from './varint';

/** Differences of differences are the last step: noise grows with each. */
const ORDER_MAX = 2;
/** A difference of differences of safe times or quantities fits this many bytes. */
const WIDTH_MAX = 7;

/** How many bytes a list of that length takes at most. */
export function numbersBytesMax(count: number): number {
  return 2 + ORDER_MAX * 8 + count * WIDTH_MAX;
}

/**
 * Writes whole numbers: how often differences were taken (what comes out smallest), the first numbers as they are, the width of the
 * others in bytes, and their lowest bytes, then their second lowest and so on: bytes of one kind beside one another pack best.
 */
export function writeNumbers(writer: ByteWriter, numbers: Float64Array): void {
  const { order, rest } = differencesOf(numbers);
  writer.byte(order);
  for (const number of numbers.subarray(0, order)) writer.signed(number);
  const count = rest.length;
  const zigzags = new Float64Array(count);
  let largest = 0;
  for (let index = 0; index < count; index++) {
    const value = zigzag(rest[index] ?? 0);
    zigzags[index] = value;
    if (value > largest) largest = value;
  }
  const width = widthOf(largest);
  writer.byte(width);
  const plane = new Uint8Array(count);
  for (let place = 0, scale = 1; place < width; place++, scale *= 0x100) {
    for (let index = 0; index < count; index++) {
      plane[index] = Math.floor((zigzags[index] ?? 0) / scale) % 0x100;
    }
    writer.append(plane);
  }
}

/** The numbers that {@link writeNumbers} wrote. @throws ModelError `BATCH_FORMAT`, `BATCH_NOT_CANONICAL` */
export function readNumbers(reader: ByteReader, count: number): Float64Array {
  const order = reader.byte();
  if (order > Math.min(ORDER_MAX, count)) throw notCanonical('order of differences');
  const numbers = new Float64Array(count);
  for (let index = 0; index < order; index++) numbers[index] = reader.signed();
  const width = reader.byte();
  if (width > WIDTH_MAX) throw notCanonical('width of numbers');
  readPlanes(reader, numbers.subarray(order), width);
  let before = numbers[order - 1] ?? 0;
  let step = order < ORDER_MAX ? 0 : before - (numbers[0] ?? 0);
  for (let index = order; index < count; index++) {
    const value = numbers[index] ?? 0;
    step = order < ORDER_MAX ? value : step + value;
    before = order === 0 ? value : before + step;
    numbers[index] = before;
  }
  return numbers;
}

/** The differences of the order whose numbers are smallest in sum. */
function differencesOf(numbers: Float64Array): { readonly order: number; readonly rest: Float64Array } {
  let best = { order: 0, rest: numbers, size: sizeOf(numbers) };
  let rest = numbers;
  for (let order = 1; order <= Math.min(ORDER_MAX, numbers.length); order++) {
    rest = stepsOf(rest);
    const size = sizeOf(rest);
    if (size < best.size) best = { order, rest, size };
  }
  return best;
}

function stepsOf(numbers: Float64Array): Float64Array {
  const steps = new Float64Array(numbers.length - 1);
  for (let index = 0; index < steps.length; index++) {
    steps[index] = (numbers[index + 1] ?? 0) - (numbers[index] ?? 0);
  }
  return steps;
}

function sizeOf(numbers: Float64Array): number {
  let size = 0;
  for (const number of numbers) size += Math.abs(number);
  return size;
}

/** How many bytes a number from 0 takes. */
function widthOf(largest: number): number {
  let width = 0;
  for (let rest = largest; rest >= 1; rest /= 0x100) width++;
  return width;
}

/** Numbers from the planes of their bytes; the highest bytes are not all 0. */
function readPlanes(reader: ByteReader, numbers: Float64Array, width: number): void {
  for (let plane = 0, scale = 1; plane < width; plane++, scale *= 0x100) {
    const bytes = reader.take(numbers.length);
    let isEmpty = true;
    for (let index = 0; index < bytes.length; index++) {
      const byte = bytes[index] ?? 0;
      if (byte !== 0) {
        isEmpty = false;
        numbers[index] = (numbers[index] ?? 0) + byte * scale;
      }
    }
    if (plane === width - 1 && isEmpty) throw notCanonical('shortest width');
  }
  for (let index = 0; index < numbers.length; index++) numbers[index] = unzigzag(numbers[index] ?? 0);
}
