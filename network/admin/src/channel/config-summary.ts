import { common, orderer } from '@hyperledger/fabric-protos';
import { configToBatch, type BatchSettings } from './change-batch';
import { groupToAnchors } from './change-companies';
import {
  childGroups,
  readConfigValue,
  requireGroup,
  type ConfigGroup,
} from '@kontti/fabric-protocol/configuration';
import { groupToCapabilities } from './config-capabilities';
import { configPolicyToText } from './config-policies';
import { configToGovernanceKind } from './governance';
import { groupToMspConfig } from './msp-config';
import type { Governance } from '../consortium/types';

/** What a channel's configuration has of one company. */
export interface CompanySummary {
  /** The company's MSP id, or the name of its group where it has no MSP. */
  readonly mspId: string;
  /** Host and port of its anchor peers. */
  readonly anchors: readonly string[];
  /** The policies of its group, as text by name, e.g. `OR('Org1MSP.admin')` by `Admins`. */
  readonly policies: Readonly<Record<string, string>>;
  /** How many revocation lists the channel has of it. */
  readonly revocationLists: number;
}

/** What matters of a channel's configuration. */
export interface ConfigSummary {
  /** How often the configuration was changed since block 0. */
  readonly sequence: number;
  /** How many companies must agree to a chaincode definition; `other` where the policies are neither kind. */
  readonly governance: Governance | 'other';
  /** When orderers cut a block. */
  readonly batch: BatchSettings;
  /** The companies of the channel, sorted by MSP id. */
  readonly companies: readonly CompanySummary[];
  /** The organisations that order, each with its orderers' hosts and ports; `all` has those named for the whole channel. */
  readonly orderers: readonly { readonly name: string; readonly endpoints: readonly string[] }[];
  /** How orderers agree, as Fabric calls it: `etcdraft` or `BFT`; empty where it is not said. */
  readonly consensus: string;
  /** Host and port of those who agree on blocks. */
  readonly consenters: readonly string[];
  /** Policies as text by name, by the path of the group: `/Channel`, `/Channel/Application`, `/Channel/Orderer`. */
  readonly policies: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What nodes must be able to do, e.g. `V2_0`, for each of the three groups. */
  readonly capabilities: Readonly<Record<'channel' | 'application' | 'orderer', readonly string[]>>;
}

function groupToPolicies(group: ConfigGroup): Readonly<Record<string, string>> {
  const policies: [string, string][] = [];
  group.getPoliciesMap().forEach((policy, name) => policies.push([name, configPolicyToText(policy)]));
  return Object.fromEntries(policies.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function groupToConsenters(group: ConfigGroup): readonly string[] {
  const type = readConfigValue(group, 'ConsensusType', orderer.ConsensusType);
  const mapping = readConfigValue(group, 'Orderers', common.Orderers)?.getConsenterMappingList() ?? [];
  const raft =
    type?.getType() === 'etcdraft'
      ? orderer.etcdraft.ConfigMetadata.deserializeBinary(type.getMetadata_asU8()).getConsentersList()
      : [];
  return [...mapping, ...raft].map((consenter) => `${consenter.getHost()}:${consenter.getPort()}`);
}

/**
 * Says in plain data what matters of a channel's configuration. `sequence` is the configuration's own.
 * @example const { companies, batch } = summarizeConfig(configToChannelGroup(config), config.getSequence());
 * @throws NetworkError CHANNEL_CONFIG_UNUSABLE, MALFORMED_MESSAGE
 */
export function summarizeConfig(channel: ConfigGroup, sequence: number): ConfigSummary {
  const application = requireGroup(channel, 'Application');
  const ordering = requireGroup(channel, 'Orderer');
  const companies = [...childGroups(application)].map(([name, group]) => ({
    mspId: groupToMspConfig(group)?.mspId ?? name,
    anchors: groupToAnchors(group),
    policies: groupToPolicies(group),
    revocationLists: groupToMspConfig(group)?.revocationLists?.length ?? 0,
  }));
  const shared =
    readConfigValue(channel, 'OrdererAddresses', common.OrdererAddresses)?.getAddressesList() ?? [];
  const orderers = [...childGroups(ordering)].map(([name, group]) => ({
    name: groupToMspConfig(group)?.mspId ?? name,
    endpoints: readConfigValue(group, 'Endpoints', common.OrdererAddresses)?.getAddressesList() ?? [],
  }));
  return {
    sequence,
    governance: configToGovernanceKind(channel),
    batch: configToBatch(channel),
    companies: companies.toSorted((a, b) => (a.mspId < b.mspId ? -1 : 1)),
    orderers: shared.length === 0 ? orderers : [...orderers, { name: 'all', endpoints: shared }],
    consensus: readConfigValue(ordering, 'ConsensusType', orderer.ConsensusType)?.getType() ?? '',
    consenters: groupToConsenters(ordering),
    policies: {
      '/Channel': groupToPolicies(channel),
      '/Channel/Application': groupToPolicies(application),
      '/Channel/Orderer': groupToPolicies(ordering),
    },
    capabilities: {
      channel: groupToCapabilities(channel),
      application: groupToCapabilities(application),
      orderer: groupToCapabilities(ordering),
    },
  };
}
