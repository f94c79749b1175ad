import { common, msp, orderer } from '@hyperledger/fabric-protos';
import { childGroups, readConfigValue } from '../configuration/config-group';
import { decodeMessage } from '../base/decode';
import type { DecodedConfig } from './types';

/** Describes a channel's configuration. @throws NetworkError MALFORMED_MESSAGE */
export function decodeConfig(configEnvelope: Uint8Array): DecodedConfig {
  const config = decodeMessage({
    type: common.ConfigEnvelope,
    bytes: configEnvelope,
    name: 'ConfigEnvelope',
  }).getConfig();
  const channel = config?.getChannelGroup();
  const application = channel?.getGroupsMap().get('Application');
  const orderers = channel?.getGroupsMap().get('Orderer');
  return {
    sequence: config?.getSequence() ?? 0,
    companies: groupToMspIds(application),
    ordererOrganizations: groupToMspIds(orderers),
    ordererEndpoints: [...groupToEndpoints(channel, 'OrdererAddresses'), ...organizationEndpoints(orderers)],
    consensus: readConfigValue(orderers, 'ConsensusType', orderer.ConsensusType)?.getType() ?? '',
    batch: groupToBatch(orderers),
    capabilities: {
      channel: groupToCapabilities(channel),
      application: groupToCapabilities(application),
      orderer: groupToCapabilities(orderers),
    },
  };
}

type Group = common.ConfigGroup | undefined;

function groupToMspIds(group: Group): string[] {
  return [...childGroups(group).values()].map((child) => {
    const config = readConfigValue(child, 'MSP', msp.MSPConfig)?.getConfig_asU8() ?? new Uint8Array();
    return decodeMessage({ type: msp.FabricMSPConfig, bytes: config, name: 'FabricMSPConfig' }).getName();
  });
}

function groupToEndpoints(group: Group, name: string): string[] {
  return readConfigValue(group, name, common.OrdererAddresses)?.getAddressesList() ?? [];
}

function organizationEndpoints(orderers: Group): string[] {
  return [...childGroups(orderers).values()].flatMap((child) => groupToEndpoints(child, 'Endpoints'));
}

function groupToBatch(group: Group): DecodedConfig['batch'] {
  const size = readConfigValue(group, 'BatchSize', orderer.BatchSize);
  return {
    messagesMax: size?.getMaxMessageCount() ?? 0,
    absoluteBytesMax: size?.getAbsoluteMaxBytes() ?? 0,
    preferredBytesMax: size?.getPreferredMaxBytes() ?? 0,
    timeout: readConfigValue(group, 'BatchTimeout', orderer.BatchTimeout)?.getTimeout() ?? '',
  };
}

function groupToCapabilities(group: Group): string[] {
  const names: string[] = [];
  const capabilities = readConfigValue(group, 'Capabilities', common.Capabilities);
  capabilities?.getCapabilitiesMap().forEach((_capability, name) => names.push(name));
  return names;
}
