/** Wire types of protobuf that fields have; groups are of the past. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const VARINT_BYTES_MAX = 10;

/**
 * The values of a field of a protobuf message, where they are in its bytes. Decoding a whole transaction into objects costs more than
 * signing it; this looks at one field. Throws for bytes that are no message.
 *
 * @internal
 */
export function fieldValues(message: Uint8Array, field: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  let offset = 0;
  const varint = (): number => {
    let value = 0;
    for (let index = 0; index < VARINT_BYTES_MAX; index += 1) {
      const byte = message[offset];
      if (byte === undefined) {
        throw new RangeError('cut off');
      }
      offset += 1;
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) {
        return value;
      }
    }
    throw new RangeError('a number of too many bytes');
  };
  while (offset < message.length) {
    const tag = varint();
    const type = tag % 8;
    if (type === VARINT) {
      varint();
      continue;
    }
    const length = type === BYTES ? varint() : type === FIXED64 ? 8 : type === FIXED32 ? 4 : Number.NaN;
    // False for a type that no field has, too.
    if (!(offset + length <= message.length)) {
      throw new RangeError('cut off');
    }
    if (type === BYTES && Math.floor(tag / 8) === field) {
      found.push(message.subarray(offset, offset + length));
    }
    offset += length;
  }
  return found;
}

/**
 * The value of a field inside fields, each of which is there once. Throws where one is not: decoders differ in what they make of a
 * field that is there twice.
 *
 * @internal
 */
export function onlyValue(message: Uint8Array, path: readonly number[]): Uint8Array {
  let value = message;
  for (const field of path) {
    const [only, ...others] = fieldValues(value, field);
    if (only === undefined || others.length > 0) {
      throw new RangeError(`field ${field} is not there once`);
    }
    value = only;
  }
  return value;
}
