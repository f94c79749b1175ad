import { ModelError } from '../errors';

/** An integer that fits `Number.MAX_SAFE_INTEGER` takes at most this many groups of seven bits. */
const VARINT_BYTES_MAX = 8;

/** Collects bytes: unsigned varints (seven bits a byte, least significant first) and zigzag for signed numbers. */
export class ByteWriter {
  private readonly bytes: number[] = [];

  /** Appends a safe integer from 0. */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.bytes.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.bytes.push(rest);
  }

  /** Appends an integer of either sign, within half of the safe range: 0, −1, 1, −2 … become 0, 1, 2, 3 … */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  byte(value: number): void {
    this.bytes.push(value);
  }

  toBuffer(): Buffer {
    return Buffer.from(this.bytes);
  }
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
    const zigzag = this.unsigned();
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
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
