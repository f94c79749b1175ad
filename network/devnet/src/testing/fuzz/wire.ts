/** One field of a protobuf message, as it is on the wire. */
export interface WireField {
  readonly number: number;
  /** 0: varint, 1: 64 bits, 2: bytes, 5: 32 bits. */
  readonly wireType: number;
  /** The content of bytes, or the digits of a number as they are. */
  readonly content: Uint8Array;
}

const fixedBytes: Readonly<Record<number, number>> = { 1: 8, 5: 4 };
const varintBytesMax = 10;

function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let index = 0; index < varintBytesMax; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  return undefined;
}

/** The fields of bytes that could be a message; undefined when they are none. */
export function bytesToFields(bytes: Uint8Array): WireField[] | undefined {
  const fields: WireField[] = [];
  let position = 0;
  while (position < bytes.length) {
    const tag = readVarint(bytes, position);
    if (tag === undefined || tag.value < 8) return undefined;
    const wireType = tag.value % 8;
    const number = Math.floor(tag.value / 8);
    let start = tag.end;
    let end: number;
    if (wireType === 0) {
      end = readVarint(bytes, start)?.end ?? -1;
    } else if (wireType === 2) {
      const length = readVarint(bytes, start);
      start = length?.end ?? 0;
      end = length === undefined ? -1 : start + length.value;
    } else {
      end = start + (fixedBytes[wireType] ?? Infinity);
    }
    if (end < start || end > bytes.length) return undefined;
    fields.push({ number, wireType, content: bytes.subarray(start, end) });
    position = end;
  }
  return fields;
}

/** A varint of a whole number that JavaScript holds exactly. */
export function toVarint(value: number): number[] {
  const digits: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    digits.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...digits, rest];
}

/** The bytes of a message; `statedLength` lies about the length of a field of bytes. */
export function fieldToBytes(field: WireField, statedLength?: number): Uint8Array {
  const { number, wireType, content } = field;
  const length = wireType === 2 ? toVarint(statedLength ?? content.length) : [];
  return Buffer.concat([Uint8Array.from([...toVarint(number * 8 + wireType), ...length]), content]);
}
