import { hash } from 'node:crypto';

const words = 8;
const bytesPerWord = 4;

/** The hash of an entry, whose parts cannot run into one another. */
function entryHash(key: Uint8Array, value: Uint8Array): Buffer {
  const entry = Buffer.allocUnsafe(bytesPerWord + key.length + value.length);
  entry.writeUInt32BE(key.length, 0);
  entry.set(key, bytesPerWord);
  entry.set(value, bytesPerWord + key.length);
  return hash('sha256', entry, 'buffer');
}

/**
 * A digest of all entries of a store, whatever their order: the XOR of the entries' SHA-256. It is carried on from block to block,
 * and shows at the next open whether an entry is gone, changed or come back. LevelDB's checksums show less: it drops damaged
 * records of its log without a word. Against accidents, not against somebody who forges the store.
 */
export class StoreDigest {
  readonly #sum = new Uint32Array(words);

  /** Goes on from an earlier digest. */
  constructor(hex = '') {
    const bytes = Buffer.from(hex, 'hex');
    if (bytes.length === words * bytesPerWord) this.#mix(bytes);
  }

  /** Adds an entry, or takes it out again. */
  toggle(key: Uint8Array, value: Uint8Array): void {
    this.#mix(entryHash(key, value));
  }

  toHex(): string {
    const bytes = Buffer.alloc(words * bytesPerWord);
    this.#sum.forEach((word, index) => bytes.writeUInt32BE(word, index * bytesPerWord));
    return bytes.toString('hex');
  }

  #mix(bytes: Buffer): void {
    for (let index = 0; index < words; index += 1) {
      this.#sum[index] = (this.#sum[index] ?? 0) ^ bytes.readUInt32BE(index * bytesPerWord);
    }
  }
}
