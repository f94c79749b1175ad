import { ModelError } from '../errors';

/** An integer that fits `Number.MAX_SAFE_INTEGER` takes at most this many groups of seven bits. */
const VARINT_BYTES_MAX = 8;

/** Collects bytes: unsigned varints (seven bits a byte, least significant first) and zigzag for signed numbers. */
export class ByteWriter {
  // Private by type alone, and kept in locals: millions of numbers go through here.
  private bytes: Buffer;
  private length = 0;

  constructor(sizeHint = 64) {
    this.bytes = Buffer.allocUnsafe(sizeHint);
  }

  /** Appends a safe integer from 0. */
  unsigned(value: number): void {
    if (this.length + VARINT_BYTES_MAX > this.bytes.length) this.grow(VARINT_BYTES_MAX);
    const { bytes } = this;
    let { length } = this;
    let rest = value;
    // What fits 31 bits is shifted, which costs a fraction of a division.
    while (rest >= 0x8000_0000) {
      bytes[length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    while (rest >= 0x80) {
      bytes[length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[length++] = rest;
    this.length = length;
  }

  /** Appends an integer of either sign, within half of the safe range: 0, −1, 1, −2 … become 0, 1, 2, 3 … */
  signed(value: number): void {
    this.unsigned(zigzag(value));
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1);
    this.bytes[this.length++] = value;
  }

  /** Appends bytes as they are. */
  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.bytes.length) this.grow(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  toBuffer(): Buffer {
    return Buffer.from(this.written());
  }

  /** What was appended, for as long as nothing more is. */
  written(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  /** Begins anew with the same memory. */
  clear(): void {
    this.length = 0;
  }

  private grow(count: number): void {
    const grown = Buffer.allocUnsafe(this.bytes.length * 2 + count);
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }
}

/** 0, −1, 1, −2 … as 0, 1, 2, 3 …; within half of the safe range. */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** What {@link zigzag} made a number of. */
export function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** Reads what {@link ByteWriter} wrote, and only the shortest form of each number. */
export class ByteReader {
  private offset = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get remaining(): number {
    return this.bytes.length - this.offset;
  }

  /** @throws ModelError `BATCH_FORMAT` at the end of the bytes */
  byte(): number {
    const value = this.bytes[this.offset];
    if (value === undefined) {
      throw new ModelError({ code: 'BATCH_FORMAT', field: 'batch', rule: 'more bytes' });
    }
    this.offset++;
    return value;
  }

  /** @throws ModelError `BATCH_FORMAT`, `BATCH_NOT_CANONICAL` */
  unsigned(): number {
    let value = 0;
    let scale = 1;
    for (let index = 0; index < VARINT_BYTES_MAX; index++, scale *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (byte === 0 && index > 0) {
          throw new ModelError({ code: 'BATCH_NOT_CANONICAL', field: 'batch', rule: 'shortest varint' });
        }
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
    }
    throw new ModelError({ code: 'BATCH_FORMAT', field: 'batch', rule: 'varint within 2^53' });
  }

  /** @throws ModelError `BATCH_FORMAT`, `BATCH_NOT_CANONICAL` */
  signed(): number {
    return unzigzag(this.unsigned());
  }

  /** @throws ModelError `BATCH_FORMAT` when fewer bytes are left */
  take(length: number): Uint8Array {
    if (length > this.remaining) {
      throw new ModelError({ code: 'BATCH_FORMAT', field: 'batch', rule: 'more bytes' });
    }
    const taken = this.bytes.subarray(this.offset, this.offset + length);
    this.offset += length;
    return taken;
  }
}
