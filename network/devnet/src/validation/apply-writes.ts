import type { StateReader } from '../state/state-reader';
import type {
  Height,
  KeyMetadataWrite,
  KeyWrite,
  NamespaceReadWriteSet,
} from '@kontti/fabric-protocol/envelopes';
import { type BlockUpdates, type KeyUpdate, type UpdateMap, collectionSpace } from '../state/update-batch';
import { type VersionedValue, encodeMetadata } from '../state/versioned-value';
import { realPeerWouldStop } from './endorsement-check';
import type { Refusal } from './verdict';

interface ApplyOptions {
  readonly readWriteSet: readonly NamespaceReadWriteSet[];
  readonly version: Height;
  readonly reader: StateReader;
  readonly updates: BlockUpdates;
}

interface KeySpace {
  readonly space: string;
  readonly updates: UpdateMap;
  readonly writes: readonly KeyWrite[];
  readonly metadataWrites: readonly KeyMetadataWrite[];
  readonly committed: (key: string) => VersionedValue | undefined;
}

/**
 * Adds a valid transaction's writes to those of its block, or says why that cannot be done.
 * Mirrors txmgmt/validation/tx_ops.go: a value keeps the key's metadata, metadata alone keeps the value, metadata of a missing key
 * does nothing, and a delete drops both.
 */
export function applyWrites(options: ApplyOptions): Refusal | undefined {
  const changes: { space: KeySpace; key: string; update: KeyUpdate }[] = [];
  for (const space of keySpaces(options)) {
    const writes = new Map(space.writes.map((write) => [write.key, write]));
    const metadataWrites = new Map(space.metadataWrites.map((write) => [write.key, write]));
    for (const key of new Set([...writes.keys(), ...metadataWrites.keys()])) {
      const preceding = space.updates.get(space.space, key);
      const write = writes.get(key);
      if (!write && preceding && !preceding.written) {
        return realPeerWouldStop(
          `The metadata of key ${JSON.stringify(key)} is set without its value after an earlier transaction of the block deleted it.`,
        );
      }
      const latest = () => (preceding ? preceding.written : space.committed(key));
      const update = mergeWrites({
        write,
        metadataWrite: metadataWrites.get(key),
        latest,
        version: options.version,
      });
      if (update) changes.push({ space, key, update });
    }
  }
  for (const { space, key, update } of changes) space.updates.set(space.space, key, update);
  return undefined;
}

function* keySpaces({ readWriteSet, reader, updates }: ApplyOptions): Iterable<KeySpace> {
  for (const { namespace, writes, metadataWrites, collections } of readWriteSet) {
    yield {
      space: namespace,
      updates: updates.publicKeys,
      writes,
      metadataWrites,
      committed: (key) => reader.getPublic({ namespace, key }),
    };
    for (const { collection, ...hashed } of collections) {
      yield {
        space: collectionSpace({ namespace, collection }),
        updates: updates.hashedKeys,
        writes: hashed.writes,
        metadataWrites: hashed.metadataWrites,
        committed: (keyHash) => reader.getHashed({ namespace, collection, keyHash }),
      };
    }
  }
}

function mergeWrites(options: {
  write: KeyWrite | undefined;
  metadataWrite: KeyMetadataWrite | undefined;
  latest: () => VersionedValue | undefined;
  version: Height;
}): KeyUpdate | undefined {
  const { write, metadataWrite, latest, version } = options;
  if (write?.isDelete) return { version, written: undefined };
  const value = write ? write.value : latest()?.value;
  if (!value) return undefined;
  const metadata = metadataWrite ? encodeMetadata(metadataWrite.metadata) : latest()?.metadata;
  return { version, written: { value, version, metadata } };
}
