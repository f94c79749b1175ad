import { common, msp, orderer } from '@hyperledger/fabric-protos';
import { type MessageType, decodeMessage } from '../decode';
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
    consensus: readValue(orderers, 'ConsensusType', orderer.ConsensusType)?.getType() ?? '',
    batch: groupToBatch(orderers),
    capabilities: {
      channel: groupToCapabilities(channel),
      application: groupToCapabilities(application),
      orderer: groupToCapabilities(orderers),
    },
  };
}

type Group = common.ConfigGroup | undefined;

function readValue<T>(group: Group, name: string, type: MessageType<T>): T | undefined {
  const value = group?.getValuesMap().get(name);
  return value && decodeMessage({ type, bytes: value.getValue_asU8(), name });
}

function childGroups(group: Group): common.ConfigGroup[] {
  const children: common.ConfigGroup[] = [];
  // Unlike `toArray`, this gives messages.
  group?.getGroupsMap().forEach((child) => children.push(child));
  return children;
}

function groupToMspIds(group: Group): string[] {
  return childGroups(group).map((child) => {
    const config = readValue(child, 'MSP', msp.MSPConfig)?.getConfig_asU8() ?? new Uint8Array();
    return decodeMessage({ type: msp.FabricMSPConfig, bytes: config, name: 'FabricMSPConfig' }).getName();
  });
}

function groupToEndpoints(group: Group, name: string): string[] {
  return readValue(group, name, common.OrdererAddresses)?.getAddressesList() ?? [];
}

function organizationEndpoints(orderers: Group): string[] {
  return childGroups(orderers).flatMap((child) => groupToEndpoints(child, 'Endpoints'));
}

function groupToBatch(group: Group): DecodedConfig['batch'] {
  const size = readValue(group, 'BatchSize', orderer.BatchSize);
  return {
    messagesMax: size?.getMaxMessageCount() ?? 0,
    absoluteBytesMax: size?.getAbsoluteMaxBytes() ?? 0,
    preferredBytesMax: size?.getPreferredMaxBytes() ?? 0,
    timeout: readValue(group, 'BatchTimeout', orderer.BatchTimeout)?.getTimeout() ?? '',
  };
}

function groupToCapabilities(group: Group): string[] {
  const names: string[] = [];
  const capabilities = readValue(group, 'Capabilities', common.Capabilities);
  capabilities?.getCapabilitiesMap().forEach((_capability, name) => names.push(name));
  return names;
}
