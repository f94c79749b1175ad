import { NetworkError } from '@kontti/fabric-protocol/base';
import { privateValueFor } from './private-value';
import type { SimulationContext } from './simulation-context';
import type { Simulator } from './types';
import type { Height } from '@kontti/fabric-protocol/envelopes';
import type { CollectionKey } from '../state/types';
import { decodeMetadata, isSameHeight } from '../state/versioned-value';

type PrivateState = Pick<
  Simulator,
  | 'getPrivateData'
  | 'getPrivateDataHash'
  | 'putPrivateData'
  | 'deletePrivateData'
  | 'purgePrivateData'
  | 'getPrivateDataMetadata'
  | 'putPrivateDataMetadata'
  | 'getPrivateDataRange'
  | 'readDefinition'
>;

/** A simulation's reads and writes of collections. Mirrors txmgr/query_executor.go and tx_simulator.go. */
export function createPrivateState(context: SimulationContext): PrivateState {
  const { builder, guard, mspId, ranges, reader, touches } = context;

  const write = async (key: CollectionKey, value: Uint8Array, record: () => void): Promise<void> => {
    await context.checkCollection(key);
    guard.beforeWrite();
    context.checkWrite(key.key, value);
    record();
    touches.writePrivate(key, decodeMetadata(context.peekHashed(key)?.metadata));
  };

  const writeValue = (key: CollectionKey, options: { value: Uint8Array; isPurge: boolean }): Promise<void> =>
    write(key, options.value, () => builder.collection(key).addWrite({ key: key.key, ...options }));

  return {
    readDefinition: (namespace) => context.readDefinition(namespace),
    getPrivateData: async (key) => {
      await context.checkCollection(key);
      const versioned = privateValueFor(mspId, reader.getPrivate(key));
      const hashVersion = context.peekHashed(key)?.version;
      if (!isSameHeight(hashVersion, versioned?.version)) {
        throw privateDataUnavailable({ key, hashVersion, version: versioned?.version });
      }
      builder.collection(key).addRead(key.key, versioned?.version);
      touches.readPrivate(key);
      return versioned?.value;
    },
    getPrivateDataHash: async (key) => {
      await context.checkCollection(key);
      return context.readHashed(key)?.value;
    },
    putPrivateData: ({ value, ...key }) => writeValue(key, { value, isPurge: false }),
    deletePrivateData: (key) => writeValue(key, { value: new Uint8Array(), isPurge: false }),
    purgePrivateData: (key) => writeValue(key, { value: new Uint8Array(), isPurge: true }),
    getPrivateDataMetadata: async (key) => {
      await context.checkCollection(key);
      return decodeMetadata(context.readHashed(key)?.metadata);
    },
    putPrivateDataMetadata: ({ name, value, ...key }) =>
      write(key, new Uint8Array(), () =>
        builder.collection(key).addMetadataWrite(key.key, new Map([[name, value]])),
      ),
    getPrivateDataRange: async (range) => {
      guard.beforePrivateQuery();
      await context.checkCollection(range);
      return ranges.openPrivateRange({ ...range, mspId });
    },
  };
}

const heightToText = (height: Height | undefined): string =>
  height === undefined ? '<nil>' : `{BlockNum: ${height.blockNumber}, TxNum: ${height.txNumber}}`;

function privateDataUnavailable(options: {
  key: CollectionKey;
  hashVersion: Height | undefined;
  version: Height | undefined;
}): NetworkError {
  const { hashVersion, version } = options;
  const { namespace, collection, key } = options.key;
  return new NetworkError({
    code: 'PRIVATE_DATA_UNAVAILABLE',
    message: `private data matching public hash version is not available. Public hash version = ${heightToText(hashVersion)}, Private data version = ${heightToText(version)}`,
    details: { namespace, collection, key },
  });
}
