import { ledger } from '@hyperledger/fabric-protos';
import type { ValidTransaction } from '../validation/validate-block';
import type { CollectionConfig } from '../state/collections';
import type { KeptPrivateWrites } from './kept-private-writes';
import { withMembers } from './private-value';
import { sha256 } from '../state/sha256';
import { type StateReader, keyToHash } from '../state/state-reader';
import type { Height } from '@kontti/fabric-protocol/envelopes';
import type { CollectionKey } from '../state/types';
import { type BlockUpdates, UpdateMap, collectionSpace, spaceToCollection } from '../state/update-batch';
import { isSameHeight } from '../state/versioned-value';

const { KVRWSet } = ledger.rwset.kvrwset;

interface PrivateUpdatesOptions {
  readonly blockNumber: number;
  readonly valid: readonly ValidTransaction[];
  readonly updates: BlockUpdates;
  readonly reader: StateReader;
  readonly kept: KeptPrivateWrites;
  readonly collectionOf: (place: {
    readonly namespace: string;
    readonly collection: string;
  }) => Promise<CollectionConfig | undefined>;
}

/** One collection's private writes of a transaction, as its members keep them. */
export interface ReceivedWrites {
  readonly txNumber: number;
  readonly namespace: string;
  readonly config: CollectionConfig;
  /** `kvrwset.KVRWSet` bytes. */
  readonly bytes: Uint8Array;
}

interface PrivateUpdates {
  readonly privateKeys: UpdateMap;
  readonly received: readonly ReceivedWrites[];
}

/**
 * What the members of collections learn from a block: the kept private writes whose hashes its valid transactions carry.
 * Mirrors txmgmt/validation/batch_preparer.go validateAndPreparePvtBatch.
 */
export async function preparePrivateUpdates(options: PrivateUpdatesOptions): Promise<PrivateUpdates> {
  const privateKeys = new UpdateMap();
  const received: ReceivedWrites[] = [];
  const renewed: CollectionKey[] = [];
  for (const { txNumber, parsed, action } of options.valid) {
    const version = { blockNumber: options.blockNumber, txNumber };
    for (const { namespace, collections } of action.readWriteSet) {
      for (const { collection, privateHash } of collections) {
        const place = { namespace, collection };
        const bytes =
          privateHash.length > 0 && options.kept.find({ txId: parsed.txId, ...place, hash: privateHash });
        const config = bytes && (await options.collectionOf(place));
        if (!bytes || !config) continue;
        received.push({ txNumber, namespace, config, bytes });
        const set = KVRWSet.deserializeBinary(bytes);
        addWrites({ set, place, version, members: config.memberMspIds, privateKeys });
        renewed.push(...set.getMetadataWritesList().map((write) => ({ ...place, key: write.getKey() })));
      }
    }
  }
  for (const key of renewed) renewVersion({ key, privateKeys, options });
  return { privateKeys, received };
}

function addWrites(options: {
  set: ledger.rwset.kvrwset.KVRWSet;
  place: { namespace: string; collection: string };
  version: Height;
  members: readonly string[];
  privateKeys: UpdateMap;
}): void {
  const { set, place, version, members, privateKeys } = options;
  const metadata = withMembers(members);
  for (const write of set.getWritesList()) {
    const value = write.getValue_asU8();
    const isDelete = write.getIsDelete() || value.length === 0;
    const written = isDelete ? undefined : { value, version, metadata };
    privateKeys.set(collectionSpace(place), write.getKey(), { version, written });
  }
}

/** Metadata alone gives the hashed key a new version: the private value, if it is still the same, follows. */
function renewVersion(renewal: {
  key: CollectionKey;
  privateKeys: UpdateMap;
  options: PrivateUpdatesOptions;
}): void {
  const { key, privateKeys, options } = renewal;
  const space = collectionSpace(key);
  const hashed = options.updates.hashedKeys.get(space, keyToHash(key.key))?.written;
  const update = privateKeys.get(space, key.key);
  const latest = update ? update.written : options.reader.getPrivate(key);
  if (!hashed || !latest || isSameHeight(hashed.version, latest.version)) return;
  if (!sha256(latest.value).equals(hashed.value)) return;
  const written = { ...latest, version: hashed.version };
  privateKeys.set(space, key.key, { version: hashed.version, written });
}

export function privateUpdateToKey(space: string, key: string): CollectionKey {
  return { ...spaceToCollection(space), key };
}
