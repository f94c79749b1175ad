import type { ChannelCapability, Governance } from '@kontti/fabric-admin/consortium';
import type { CompanyAuthority } from '@kontti/fabric-protocol/certificates';
import type { KeptLedger } from '../ledger/types';
import { openChannelLedger } from '../ledger/channel-ledger';
import type { PackageStore } from '../system-chaincode/package-store';
import { createMspManager, type MspManager } from '@kontti/fabric-protocol/msp';
import { createChannelPolicies } from '@kontti/fabric-protocol/policy';
import type { Channel } from '../peer/types';
import { lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import { readChaincodeDefinition } from '../system-chaincode/lifecycle-definition';
import { createDefinitionView } from './definition-view';
import type { DefinitionView } from './definition-view';
import type { Logger } from './logger';
import type { DevnetStorage } from './storage';
import type { StateDatabase } from './types';

interface ChannelCoreOptions {
  readonly channelId: string;
  readonly companies: readonly CompanyAuthority[];
  readonly ordererOrganisation: CompanyAuthority;
  readonly governance: Governance;
  readonly channelCapability: ChannelCapability;
  readonly packageStores: ReadonlyMap<string, PackageStore>;
  /** True for a company whose peer runs chaincode that dials it, installed or not. */
  readonly takesUninstalled: (mspId: string) => boolean;
  readonly storage: Pick<DevnetStorage, 'store' | 'durability'>;
  readonly stateDatabase: StateDatabase;
  readonly logger: Logger;
}

export interface ChannelCore {
  readonly channel: Channel;
  /** The companies as their peers know them without a channel: as peers of v3 do. */
  readonly localMspManager: MspManager;
  readonly ledger: KeptLedger;
  readonly definitions: DefinitionView;
  close(): Promise<void>;
}

function lifecyclePolicy(options: ChannelCoreOptions): { lifecycleEndorsement?: string } {
  if (options.governance === 'majority') {
    return {};
  }
  const peers = options.companies.map(({ mspId }) => `'${mspId}.peer'`);
  return { lifecycleEndorsement: `AND(${peers.join(', ')})` };
}

/** Opens the one ledger of the channel that all companies' peers share, with what they know in common. */
export async function openChannelCore(options: ChannelCoreOptions): Promise<ChannelCore> {
  const { channelId, companies, ordererOrganisation, packageStores } = options;
  const { store, durability } = options.storage;
  const applicationMspIds = companies.map(({ mspId }) => mspId);
  const configs = [...companies, ordererOrganisation].map(({ mspConfig }) => mspConfig);
  const mspManager = createMspManager({ configs, takesEd25519: options.channelCapability === 'V3_0' });
  const policies = createChannelPolicies({
    ...{ mspManager, applicationMspIds, ordererMspIds: [ordererOrganisation.mspId] },
    ...lifecyclePolicy(options),
  });
  const opened: { ledger?: KeptLedger } = {};
  const definitions = createDefinitionView({
    packageStores,
    takesUninstalled: options.takesUninstalled,
    logger: options.logger,
    peerName: (mspId) => `peer0.${companies.find((company) => company.mspId === mspId)?.domain ?? ''}`,
    ledger: () => {
      if (opened.ledger === undefined) {
        throw new Error('the ledger is still being opened');
      }
      return opened.ledger;
    },
  });
  const ledger = await openChannelLedger({
    channelId,
    store,
    ...(durability === undefined ? {} : { durability }),
    definitions: (name, getState) =>
      readChaincodeDefinition({
        name,
        getState: (key) => getState({ namespace: lifecycleNamespace, key }),
      }),
    mspManager,
    channelPolicies: policies,
    ...(options.stateDatabase === 'couchdb' ? { documents: definitions } : {}),
  });
  opened.ledger = ledger;
  const unsubscribe = ledger.onCommit((committed) => {
    definitions.onCommit(committed);
  });
  return {
    channel: { channelId, ledger, mspManager, policies, definition: (name) => definitions.definition(name) },
    localMspManager: createMspManager({ configs, takesEd25519: true }),
    ledger,
    definitions,
    close: async () => {
      unsubscribe();
      await ledger.close();
    },
  };
}
