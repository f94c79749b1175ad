import { NetworkError } from '../errors';
import type { ChaincodeDefinition } from '../lifecycle/definition';
import {
  type CollectionConfig,
  type DefinitionReader,
  findCollection,
  lifecycleNamespace,
} from './collections';
import type { HistoryReader } from './history';
import { createRangeRecorder } from './range-recorder';
import { ReadWriteSetBuilder } from './read-write-set-builder';
import { SimulationGuard } from './simulation-guard';
import { type StateReader, keyToHash } from './state-reader';
import { TouchRecorder } from './touch-recorder';
import type { CollectionKey, Metadata, SimulationResult, Simulator, StateKey } from './types';
import { decodeMetadata, isSameHeight } from './versioned-value';
import type { VersionedValue } from './versioned-value';
import { privateValueFor } from './private-value';

export interface SimulatorOptions {
  /** The company whose peer simulates: it sees the private data of its own collections. */
  readonly mspId: string;
  readonly reader: StateReader;
  readonly history: HistoryReader;
  readonly definitions: DefinitionReader;
  readonly applicationMspIds: readonly string[];
  /** Called once, when the simulation ends. */
  readonly onFinish: () => void;
}

const empty = new Uint8Array();

/** A simulation against one committed state. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { reader, mspId } = options;
  const builder = new ReadWriteSetBuilder();
  const guard = new SimulationGuard();
  const touches = new TouchRecorder();
  const ranges = createRangeRecorder({ reader, builder });
  const definitions = new Map<string, Promise<ChaincodeDefinition | undefined>>();

  const readPublic = (key: StateKey): VersionedValue | undefined => {
    guard.beforeRead();
    const versioned = reader.getPublic(key);
    builder.addRead(key, versioned?.version);
    touches.read(key);
    return versioned;
  };

  const checkCollection = async ({ namespace, collection }: CollectionKey): Promise<CollectionConfig> => {
    guard.beforeRead();
    let definition = definitions.get(namespace);
    if (!definition && namespace !== lifecycleNamespace) {
      // The peer looks the definition up inside the simulation: a later upgrade is a read conflict.
      definition = options.definitions(namespace, (key) => Promise.resolve(readPublic(key)?.value));
      definitions.set(namespace, definition);
    }
    const found = findCollection({
      definition: await definition,
      collection,
      applicationMspIds: options.applicationMspIds,
    });
    if (found) return found;
    throw new NetworkError({
      code: 'COLLECTION_UNKNOWN',
      message: `Collection ${collection} is not defined for chaincode ${namespace}.`,
      details: { namespace, collection },
    });
  };

  const readHashed = (key: CollectionKey): VersionedValue | undefined =>
    reader.getHashed({ ...key, keyHash: keyToHash(key.key) });

  const recordHashRead = (key: CollectionKey): VersionedValue | undefined => {
    const hashed = readHashed(key);
    builder.collection(key).addRead(key.key, hashed?.version);
    touches.readHash(key);
    return hashed;
  };

  const writePublic = (key: StateKey, value: Uint8Array): void => {
    guard.beforeWrite();
    builder.addWrite({ ...key, value });
    touches.write(key, decodeMetadata(reader.getPublic(key)?.metadata));
  };

  const writePrivate = async (
    write: CollectionKey & { value: Uint8Array; isPurge: boolean },
  ): Promise<void> => {
    await checkCollection(write);
    guard.beforeWrite();
    builder.collection(write).addWrite(write);
    touches.writePrivate(write, decodeMetadata(readHashed(write)?.metadata));
  };

  return {
    getState: (key) => settled(() => readPublic(key)?.value),
    putState: (write) => settled(() => writePublic(write, write.value)),
    deleteState: (key) => settled(() => writePublic(key, empty)),
    getStateMetadata: (key) => settled(() => decodeMetadata(readPublic(key)?.metadata)),
    putStateMetadata: ({ name, value, ...key }) =>
      settled(() => {
        guard.beforeWrite();
        builder.addMetadataWrite({ ...key, metadata: new Map([[name, value]]) });
        touches.write(key, decodeMetadata(reader.getPublic(key)?.metadata));
      }),
    getRange: (range) =>
      settled(() => {
        guard.beforeRead();
        touches.read({ namespace: range.namespace, key: range.startKey });
        return ranges.openRange(range);
      }),
    getRangePage: async (page) => {
      guard.beforeReadOnlyQuery();
      touches.read({ namespace: page.namespace, key: page.startKey });
      return ranges.readPage(page);
    },
    executeQuery: () =>
      Promise.reject(
        new NetworkError({
          code: 'RICH_QUERY_UNSUPPORTED',
          message: 'ExecuteQuery not supported for leveldb',
        }),
      ),
    getHistory: (key) =>
      settled(() => {
        guard.beforeRead();
        return options.history.read(key);
      }),
    getPrivateData: async (key) => {
      await checkCollection(key);
      const versioned = privateValueFor(mspId, reader.getPrivate(key));
      if (!isSameHeight(readHashed(key)?.version, versioned?.version)) throw privateDataUnavailable(key);
      builder.collection(key).addRead(key.key, versioned?.version);
      touches.readPrivate(key);
      return versioned?.value;
    },
    getPrivateDataHash: async (key) => {
      await checkCollection(key);
      return recordHashRead(key)?.value;
    },
    putPrivateData: (write) => writePrivate({ ...write, isPurge: false }),
    deletePrivateData: (key) => writePrivate({ ...key, value: empty, isPurge: false }),
    purgePrivateData: (key) => writePrivate({ ...key, value: empty, isPurge: true }),
    getPrivateDataMetadata: async (key): Promise<Metadata> => {
      await checkCollection(key);
      return decodeMetadata(recordHashRead(key)?.metadata);
    },
    putPrivateDataMetadata: async ({ name, value, ...key }) => {
      await checkCollection(key);
      guard.beforeWrite();
      builder.collection(key).addMetadataWrite(key.key, new Map([[name, value]]));
      touches.writePrivate(key, decodeMetadata(readHashed(key)?.metadata));
    },
    getPrivateDataRange: async (range) => {
      await checkCollection({ ...range, key: '' });
      guard.beforeReadOnlyQuery();
      return ranges.openPrivateRange({ ...range, mspId });
    },
    finish(): SimulationResult {
      guard.beforeRead();
      guard.close();
      ranges.record();
      options.onFinish();
      return { ...builder.build(), touched: touches.touched() };
    },
  };
}

/** A synchronous step as a promise: what it throws becomes a rejection. */
function settled<T>(step: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(step());
  });
}

function privateDataUnavailable({ namespace, collection, key }: CollectionKey): NetworkError {
  return new NetworkError({
    code: 'PRIVATE_DATA_UNAVAILABLE',
    message: 'private data matching public hash version is not available',
    details: { namespace, collection, key },
  });
}
