import { common } from '@hyperledger/fabric-protos';
import { readConfigValue, type ConfigGroup } from '@kontti/fabric-protocol/configuration';

/** The capabilities that a group of a configuration demands of the nodes. */
export function groupToCapabilities(group: ConfigGroup): readonly string[] {
  const capabilities = readConfigValue(group, 'Capabilities', common.Capabilities);
  return [...(capabilities?.getCapabilitiesMap().keys() ?? [])];
}

/** Whether members of a channel may have keys of Ed25519. Mirrors common/capabilities/channel.go MSPVersion. */
export function takesEd25519(channel: ConfigGroup): boolean {
  return groupToCapabilities(channel).includes('V3_0');
}
