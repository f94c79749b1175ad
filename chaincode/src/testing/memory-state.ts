import { createHash } from 'node:crypto';
import { sealCollectionName } from '@kontti/model';

/** A key of the channel's state: public, or of a collection. */
export interface StateKey {
  readonly collection?: string | undefined;
  readonly key: string;
}

/** One key that a transaction writes. Without a value it is deleted; a policy is set together with its value alone. */
export interface StateWrite extends StateKey {
  readonly value?: Buffer | undefined;
  readonly policy?: Buffer | undefined;
}

/** The place of the transaction that wrote a key. */
export interface Version {
  readonly block: number;
  readonly tx: number;
}

interface Entry {
  readonly value: Buffer;
  readonly policy: Buffer | undefined;
  readonly version: Version;
}

/** The committed state of a channel, public and private, with the policy of each key. */
export class MemoryState {
  readonly #entries = new Map<string, Entry>();
  /** Public keys in the order of their UTF-8 bytes, each byte as one character. */
  readonly #publicKeys: string[] = [];

  get(key: StateKey): Buffer | undefined {
    return this.#entries.get(idOf(key))?.value;
  }

  versionOf(key: StateKey): Version | undefined {
    return this.#entries.get(idOf(key))?.version;
  }

  policyOf(key: StateKey): Buffer | undefined {
    return this.#entries.get(idOf(key))?.policy;
  }

  hashOf(key: StateKey): Buffer | undefined {
    const value = this.get(key);
    return value === undefined ? undefined : createHash('sha256').update(value).digest();
  }

  /** Public keys from `start` (inclusive) to `end` (exclusive), by the order of their bytes. */
  *range(range: { readonly start: string; readonly end: string }): Generator<string, void, undefined> {
    const end = toBytes(range.end);
    for (let index = this.#indexOf(toBytes(range.start)); index < this.#publicKeys.length; index += 1) {
      const bytes = this.#publicKeys[index] ?? '';
      if (bytes >= end) return;
      yield Buffer.from(bytes, 'latin1').toString('utf8');
    }
  }

  /** Every public key. */
  publicKeys(): string[] {
    return [...this.range({ start: '', end: '\u{10ffff}' })];
  }

  /** What a valid transaction writes. A key that is written without a policy keeps the one that it has. */
  apply(writes: readonly StateWrite[], version: Version): void {
    for (const write of writes) {
      const { collection, key, value, policy = this.policyOf(write) } = write;
      const isKnown = this.#entries.has(idOf(write));
      if (value === undefined) this.#entries.delete(idOf(write));
      else this.#entries.set(idOf(write), { value, policy, version });
      if (collection !== undefined || isKnown === (value !== undefined)) continue;
      this.#publicKeys.splice(
        this.#indexOf(toBytes(key)),
        isKnown ? 1 : 0,
        ...(isKnown ? [] : [toBytes(key)]),
      );
    }
  }

  /** The index of the first public key that is not before these bytes. */
  #indexOf(bytes: string): number {
    let low = 0;
    let high = this.#publicKeys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#publicKeys[middle] ?? '') < bytes) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The key under which a company's seal is found. */
export function sealKey(mspId: string, key: string): StateKey {
  return { collection: sealCollectionName(mspId), key };
}

/** One text for each key of the state. */
export function idOf({ collection, key }: StateKey): string {
  return collection === undefined ? `public ${key}` : `private ${collection} ${key}`;
}

function toBytes(key: string): string {
  return Buffer.from(key, 'utf8').toString('latin1');
}
