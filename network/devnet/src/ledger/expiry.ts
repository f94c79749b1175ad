import type { CollectionConfig } from '../state/collections';
import { type StateReader, keyToHash } from '../state/state-reader';
import type { Store } from '../state/store';
import { type HashedKey, storeKeys } from '../state/store-keys';
import { type StoreOperation, jsonBytes, parseJson } from '../state/store-operations';
import type { Height } from '@kontti/fabric-protocol/envelopes';
import { type UpdateMap, collectionSpace, spaceToCollection } from '../state/update-batch';
import { isSameHeight } from '../state/versioned-value';

/** A private value that a later block purges. */
interface Expiry extends HashedKey {
  readonly version: Height;
  /** The key itself, when the value came with the block. */
  readonly key: string | undefined;
}

interface ExpiryOptions {
  readonly blockNumber: number;
  readonly hashedKeys: UpdateMap;
  readonly privateKeys: UpdateMap;
  readonly collectionOf: (place: {
    readonly namespace: string;
    readonly collection: string;
  }) => Promise<CollectionConfig | undefined>;
}

/** Notes what the block's private writes live for: they expire at its number + blockToLive + 1. Mirrors pvtdatapolicy/btlpolicy.go. */
export async function scheduleExpiries(options: ExpiryOptions): Promise<StoreOperation[]> {
  const { blockNumber, hashedKeys, privateKeys, collectionOf } = options;
  const operations: StoreOperation[] = [];
  const keysOfSpaces = new Map<string, ReadonlyMap<string, string>>();
  const keysByHash = (space: string): ReadonlyMap<string, string> => {
    const known = keysOfSpaces.get(space);
    if (known) return known;
    const keys = new Map([...privateKeys.entries(space)].map(([key]) => [keyToHash(key), key]));
    keysOfSpaces.set(space, keys);
    return keys;
  };
  for (const { space, key: keyHash, update } of hashedKeys.all()) {
    if (!update.written) continue;
    const place = spaceToCollection(space);
    const blockToLive = (await collectionOf(place))?.blockToLive ?? 0;
    if (blockToLive === 0) continue;
    const key = keysByHash(space).get(keyHash);
    const expiry: Expiry = { ...place, keyHash, version: update.version, key };
    operations.push({
      type: 'put',
      key: storeKeys.expiry(blockNumber + blockToLive + 1, expiry),
      value: jsonBytes(expiry),
    });
  }
  return operations;
}

/** Purges what expires at a block, unless it was written anew. Mirrors txmgmt/pvtstatepurgemgmt. */
export async function purgeExpired(options: {
  readonly store: Store;
  readonly reader: StateReader;
  readonly blockNumber: number;
  readonly hashedKeys: UpdateMap;
}): Promise<StoreOperation[]> {
  const { store, reader, blockNumber, hashedKeys } = options;
  const operations: StoreOperation[] = [];
  for await (const [recordKey, value] of store.iterator(storeKeys.expiries(blockNumber))) {
    operations.push({ type: 'del', key: recordKey });
    const expiry = parseJson(value) as Expiry;
    const isRewritten = hashedKeys.get(collectionSpace(expiry), expiry.keyHash) !== undefined;
    if (isRewritten || !isSameHeight(reader.getHashed(expiry)?.version, expiry.version)) continue;
    operations.push({ type: 'del', key: storeKeys.hashedState(expiry) });
    const { key } = expiry;
    if (key !== undefined) operations.push({ type: 'del', key: storeKeys.privateState({ ...expiry, key }) });
  }
  return operations;
}
