import { BinaryReader } from 'google-protobuf';
import { NetworkError } from './errors';

// google-protobuf 3.21 believes a length that goes beyond the bytes: it then reads up to four gigabytes of nothing, for minutes, while
// the whole process hangs. Go's decoder refuses at once. So the readers of what carries a length look first.

type LengthReader = (this: BinaryReader, ...args: unknown[]) => unknown;

const varintBytesMax = 10;

/** The end of a field that starts with its length, or infinity for a length without an end. */
function fieldEnd(bytes: Uint8Array, start: number): number {
  // Most lengths are one byte.
  const first = bytes[start] ?? 0xff;
  if (first < 0x80) return start + 1 + first;
  let length = 0;
  for (let index = 0; index < varintBytesMax; index += 1) {
    const byte = bytes[start + index] ?? 0xff;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return start + index + 1 + length;
  }
  return Infinity;
}

function bounded(read: LengthReader): LengthReader {
  return function (...args) {
    const bytes = this.getBuffer();
    if (fieldEnd(bytes, this.getCursor()) > bytes.length) {
      throw new NetworkError({
        code: 'MALFORMED_MESSAGE',
        message: 'a field goes beyond the end of its message',
      });
    }
    return read.apply(this, args);
  };
}

/** Has every message that this process decodes refused when a length in it goes beyond its end. Twice is once. */
function boundLengths(): void {
  const prototype = BinaryReader.prototype as unknown as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const read = prototype[name];
    const hasLength = name === 'readMessage' || name === 'readString' || name.startsWith('readPacked');
    if (hasLength && typeof read === 'function' && read.name !== bounded.name) {
      const replacement = bounded(read as LengthReader);
      Object.defineProperty(replacement, 'name', { value: bounded.name });
      prototype[name] = replacement;
    }
  }
}

boundLengths();
