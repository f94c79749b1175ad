import { ledger } from '@hyperledger/fabric-protos';
import type { ValidTransaction } from '../validation/validate-block';
import type { ReceivedWrites } from './private-updates';
import { keyToHash } from '../state/state-reader';
import type { Store } from '../state/store';
import { storeKeys, type PrivateWritesKey } from '../state/store-keys';
import { jsonBytes, parseJson, type StoreOperation } from '../state/store-operations';
import type { PrivateWrites } from './types';
import type { Height } from '@kontti/fabric-protocol/envelopes';

const { KVRWSet } = ledger.rwset.kvrwset;

/** What is before the write set's own bytes. */
interface Header {
  readonly members: readonly string[];
  /** base64, where the members alone may read. */
  readonly readers?: string;
}

const lengthBytes = 4;

function encode(header: Header, bytes: Uint8Array): Uint8Array {
  const headerBytes = jsonBytes(header);
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(headerBytes.length);
  return Buffer.concat([length, headerBytes, bytes]);
}

function decode(value: Uint8Array): { header: Header; bytes: Uint8Array } {
  const view = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const end = lengthBytes + view.readUInt32BE();
  return { header: parseJson(view.subarray(lengthBytes, end)) as Header, bytes: view.subarray(end) };
}

/** Keeps the private writes that a block brought, until they expire, and notes what it purges. Mirrors core/ledger/pvtdatastorage. */
export function privateWritesOperations(options: {
  readonly blockNumber: number;
  readonly received: readonly ReceivedWrites[];
  readonly valid: readonly ValidTransaction[];
}): StoreOperation[] {
  const { blockNumber, received, valid } = options;
  const operations: StoreOperation[] = [];
  for (const { txNumber, namespace, config, bytes } of received) {
    const { name: collection, memberMspIds: members, readerPolicy, blockToLive } = config;
    const key = storeKeys.privateWrites({ blockNumber, txNumber, namespace, collection });
    const readers = readerPolicy && Buffer.from(readerPolicy).toString('base64');
    const header = { members, ...(readers === undefined ? {} : { readers }) };
    operations.push({ type: 'put', key, value: encode(header, bytes) });
    if (blockToLive > 0) {
      const expiry = storeKeys.privateWritesExpiry(blockNumber + blockToLive + 1, key);
      operations.push({ type: 'put', key: expiry, value: key });
    }
  }
  for (const { txNumber, action } of valid) {
    for (const { namespace, collections } of action.readWriteSet) {
      for (const { collection, writes } of collections) {
        for (const { key: keyHash } of writes.filter(({ isPurge }) => isPurge)) {
          const value = jsonBytes({ blockNumber, txNumber } satisfies Height);
          operations.push({ type: 'put', key: storeKeys.purge({ namespace, collection, keyHash }), value });
        }
      }
    }
  }
  return operations;
}

/** Removes what expires at a block. */
export async function expirePrivateWrites(store: Store, blockNumber: number): Promise<StoreOperation[]> {
  const operations: StoreOperation[] = [];
  for await (const [key, writes] of store.iterator(storeKeys.privateWritesExpiries(blockNumber))) {
    operations.push({ type: 'del', key }, { type: 'del', key: writes });
  }
  return operations;
}

/** Without the writes of keys that were purged since, the purge itself included. Mirrors removePurgedDataFromCollPvtRWset. */
function withoutPurged(options: { store: Store; place: PrivateWritesKey; bytes: Uint8Array }): Uint8Array {
  const { store, place, bytes } = options;
  const set = KVRWSet.deserializeBinary(bytes);
  const writes = set.getWritesList();
  const left = writes.filter((write) => {
    const purged = store.getSync(storeKeys.purge({ ...place, keyHash: keyToHash(write.getKey()) }));
    if (purged === undefined) return true;
    const height = parseJson(purged) as Height;
    return (
      height.blockNumber < place.blockNumber ||
      (height.blockNumber === place.blockNumber && height.txNumber < place.txNumber)
    );
  });
  if (left.length === writes.length) return bytes;
  set.setWritesList(left);
  return set.serializeBinary();
}

/** What a company still has of a block's private writes, in the order of the transactions. */
export async function readPrivateWrites(options: {
  readonly store: Store;
  readonly blockNumber: number;
  readonly mspId: string;
}): Promise<readonly PrivateWrites[]> {
  const { store, blockNumber, mspId } = options;
  const found: PrivateWrites[] = [];
  for await (const [key, value] of store.iterator(storeKeys.privateWritesOfBlock(blockNumber))) {
    const place = storeKeys.privateWritesKeyToPlace(key);
    const { header, bytes } = decode(value);
    if (!header.members.includes(mspId)) continue;
    const { txNumber, namespace, collection } = place;
    found.push({
      ...{ txNumber, namespace, collection },
      writeSet: withoutPurged({ store, place, bytes }),
      readerPolicy: header.readers === undefined ? undefined : Buffer.from(header.readers, 'base64'),
    });
  }
  return found;
}
