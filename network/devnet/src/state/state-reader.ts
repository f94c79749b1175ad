import type { AbstractSnapshot } from 'abstract-level';
import { sha256 } from './sha256';
import type { Store } from './store';
import { type HashedKey, type KeyRange, storeKeys } from './store-keys';
import type { CollectionKey, StateKey } from './types';
import { type VersionedValue, decodeVersionedValue } from './versioned-value';

/** The records of a range, lazily; `undefined` after the last. */
export interface StateIterator {
  next(): Promise<{ readonly key: string; readonly versioned: VersionedValue } | undefined>;
  close(): Promise<void>;
}

/** Reads committed state, as of a snapshot when there is one. */
export interface StateReader {
  getPublic(key: StateKey): VersionedValue | undefined;
  /** The value is the SHA-256 of the private value. */
  getHashed(key: HashedKey): VersionedValue | undefined;
  getPrivate(key: CollectionKey): VersionedValue | undefined;
  rangePublic(range: { namespace: string; startKey: string; endKey: string }): StateIterator;
  rangePrivate(range: {
    namespace: string;
    collection: string;
    startKey: string;
    endKey: string;
  }): StateIterator;
}

const PREFETCH = 100;

export function createStateReader(options: { store: Store; snapshot?: AbstractSnapshot }): StateReader {
  const { store, snapshot } = options;
  const readOptions = { snapshot };

  const get = (key: Buffer): VersionedValue | undefined => {
    const bytes = store.getSync(key, readOptions);
    return bytes === undefined ? undefined : decodeVersionedValue(bytes);
  };

  const iterate = (range: KeyRange, prefixBytes: number): StateIterator => {
    const iterator = store.iterator({ ...range, ...readOptions });
    let buffered: [Uint8Array, Uint8Array][] = [];
    let position = 0;
    return {
      async next() {
        if (position >= buffered.length) {
          buffered = await iterator.nextv(PREFETCH);
          position = 0;
        }
        const entry = buffered[position];
        position += 1;
        if (!entry) return undefined;
        const [keyBytes, valueBytes] = entry;
        const key = Buffer.from(keyBytes.buffer, keyBytes.byteOffset, keyBytes.byteLength).toString(
          'utf8',
          prefixBytes,
        );
        return { key, versioned: decodeVersionedValue(valueBytes) };
      },
      close: () => iterator.close(),
    };
  };

  return {
    getPublic: (key) => get(storeKeys.publicState(key)),
    getHashed: (key) => get(storeKeys.hashedState(key)),
    getPrivate: (key) => get(storeKeys.privateState(key)),
    rangePublic: (range) =>
      iterate(
        storeKeys.publicStateRange(range),
        storeKeys.publicState({ namespace: range.namespace, key: '' }).length,
      ),
    rangePrivate: (range) =>
      iterate(storeKeys.privateStateRange(range), storeKeys.privateState({ ...range, key: '' }).length),
  };
}

/** SHA-256 of a key, as `HashedKey` holds it. */
export function keyToHash(key: string): string {
  return sha256(key).toString('latin1');
}
