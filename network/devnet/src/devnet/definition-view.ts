import type { ChannelLedger, CommittedBlock } from '../ledger/types';
import type { IndexDefinition } from '../documents/index-definition';
import { filesToIndexes } from '../documents/package-indexes';
import { connectionToAddress, type ChaincodePackage } from '@kontti/fabric-admin/packages';
import { type ChaincodeDefinition, lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import type { PackageStore } from '../system-chaincode/package-store';
import type { Logger } from './logger';
import { abandonSimulation } from '../peer/abandon-simulation';
import type { InstalledChaincode } from '../peer/types';
import { readApproval } from '../system-chaincode/lifecycle-invocable';
import { readChaincodeDefinition } from '../system-chaincode/lifecycle-definition';

/** What the committed lifecycle says, read again only after a block that may have changed it. */
export interface DefinitionView {
  definition(name: string): Promise<ChaincodeDefinition | undefined>;
  /** What a company's peer runs for a committed definition. */
  installed(options: {
    mspId: string;
    definition: ChaincodeDefinition;
  }): Promise<InstalledChaincode | undefined>;
  /** The indexes that a company's peer has for a chaincode's state, or for a collection. */
  indexes(place: {
    mspId: string;
    namespace: string;
    collection?: string;
  }): Promise<readonly IndexDefinition[]>;
  /** Has to be called with every committed block. */
  onCommit(committed: CommittedBlock): void;
  /** Must be called when blocks or packages were taken back. */
  forget(): void;
}

interface DefinitionViewOptions {
  readonly ledger: () => ChannelLedger;
  readonly packageStores: ReadonlyMap<string, PackageStore>;
  /** True for a company whose peer runs chaincode that dials it, installed or not. */
  readonly takesUninstalled: (mspId: string) => boolean;
  /** What `{{.peername}}` means in a package's address. */
  readonly peerName: (mspId: string) => string;
  /** Called once with each package with index files that CouchDB refuses: a peer only logs them. */
  readonly logger: Logger;
}

/** Mirrors core/chaincode/lifecycle/endorsement_info.go CachedChaincodeInfo. */
async function findInstalled(
  request: { mspId: string; definition: ChaincodeDefinition },
  options: DefinitionViewOptions,
): Promise<InstalledChaincode | undefined> {
  const { mspId, definition } = request;
  const { packageStores } = options;
  const simulator = options.ledger().createSimulator({ txId: '', mspId });
  const approval = await readApproval({ definition, simulator, mspId }).finally(() => {
    abandonSimulation(simulator);
  });
  if (approval === undefined) {
    return undefined;
  }
  const found = packageStores.get(mspId)?.get(approval.packageId);
  if (found !== undefined) {
    const { packageId, connection } = found;
    return {
      packageId,
      target: connectionToAddress({ connection, peerName: options.peerName(mspId) }),
    };
  }
  const packageId = `${definition.name}:${definition.version}`;
  return options.takesUninstalled(mspId) ? { packageId, target: undefined } : undefined;
}

/** Reads the indexes of packages, for a chaincode's state or a collection of it. What CouchDB refuses is logged once. */
function createIndexReader(logger: Logger) {
  const warned = new Set<string>();
  return (
    { packageId, metadataFiles }: ChaincodePackage,
    collection: string | undefined,
  ): readonly IndexDefinition[] => {
    const { indexes, refused } = filesToIndexes(metadataFiles, collection);
    for (const { file, reason } of refused) {
      const name = `${packageId}/${file}`;
      if (!warned.has(name)) logger.warn(`CouchDB refuses the index ${file} of ${packageId}: ${reason}`);
      warned.add(name);
    }
    return indexes;
  };
}

export function createDefinitionView(options: DefinitionViewOptions): DefinitionView {
  const { ledger, packageStores } = options;
  let definitions = new Map<string, Promise<ChaincodeDefinition | undefined>>();
  let installed = new Map<string, InstalledChaincode>();
  const readIndexes = createIndexReader(options.logger);

  function forget(): void {
    definitions = new Map();
    installed = new Map();
  }

  function readDefinition(name: string): Promise<ChaincodeDefinition | undefined> {
    let found = definitions.get(name);
    if (found === undefined) {
      const getState = (key: string): Promise<Uint8Array | undefined> =>
        ledger().getState({ namespace: lifecycleNamespace, key });
      found = readChaincodeDefinition({ name, getState });
      definitions.set(name, found);
    }
    return found;
  }

  async function readInstalled(request: {
    mspId: string;
    definition: ChaincodeDefinition;
  }): Promise<InstalledChaincode | undefined> {
    const { mspId, definition } = request;
    const key = `${mspId}/${definition.name}/${definition.sequence}`;
    const known = installed.get(key);
    if (known !== undefined) {
      return known;
    }
    // What was read before a change is not taken for what is after it.
    const cache = installed;
    const found = await findInstalled(request, options);
    // What is not installed may still be.
    if (found?.target !== undefined) {
      cache.set(key, found);
    }
    return found;
  }

  return {
    definition: readDefinition,
    installed: readInstalled,
    indexes: async ({ mspId, namespace, collection }) => {
      const definition = await readDefinition(namespace);
      const found = definition === undefined ? undefined : await readInstalled({ mspId, definition });
      const chaincodePackage =
        found === undefined ? undefined : packageStores.get(mspId)?.get(found.packageId);
      return chaincodePackage === undefined ? [] : readIndexes(chaincodePackage, collection);
    },
    onCommit: ({ changesLifecycle }) => {
      if (changesLifecycle !== false) {
        forget();
      }
    },
    forget,
  };
}
