import { common, msp, peer } from '@hyperledger/fabric-protos';
import { decodeMessage, type MessageType } from '@kontti/fabric-protocol/base';

/** A company or an organisation of orderers, as a channel's configuration has it. */
export interface ChannelMember {
  readonly mspId: string;
  /** PEM. */
  readonly tlsRoots: readonly string[];
  /** host:port of anchor peers, or of orderers. */
  readonly endpoints: readonly string[];
}

/** What the checks read of a channel's configuration. */
export interface ChannelView {
  readonly companies: readonly ChannelMember[];
  readonly orderers: readonly ChannelMember[];
  readonly capabilities: readonly string[];
}

type Group = common.ConfigGroup | undefined;

function readValue<T>(group: Group, name: string, type: MessageType<T>): T | undefined {
  const value = group?.getValuesMap().get(name);
  return value && decodeMessage({ type, bytes: value.getValue_asU8(), name });
}

function toMembers(
  group: Group,
  endpointsOf: (member: common.ConfigGroup) => readonly string[],
): ChannelMember[] {
  const members: ChannelMember[] = [];
  group?.getGroupsMap().forEach((member) => {
    const bytes = readValue(member, 'MSP', msp.MSPConfig)?.getConfig_asU8() ?? new Uint8Array();
    const config = decodeMessage({ type: msp.FabricMSPConfig, bytes, name: 'FabricMSPConfig' });
    const tlsRoots = config.getTlsRootCertsList_asU8().map((pem) => Buffer.from(pem).toString());
    members.push({ mspId: config.getName(), tlsRoots, endpoints: endpointsOf(member) });
  });
  return members;
}

function addressesOf(group: Group, name: string): readonly string[] {
  return readValue(group, name, common.OrdererAddresses)?.getAddressesList() ?? [];
}

/** @throws NetworkError MALFORMED_MESSAGE */
export function configToView(channel: common.ConfigGroup): ChannelView {
  const application = channel.getGroupsMap().get('Application');
  const orderers = channel.getGroupsMap().get('Orderer');
  const capabilities: string[] = [];
  readValue(application, 'Capabilities', common.Capabilities)
    ?.getCapabilitiesMap()
    .forEach((_capability, name) => capabilities.push(name));
  const shared = addressesOf(channel, 'OrdererAddresses');
  return {
    companies: toMembers(application, (member) =>
      (readValue(member, 'AnchorPeers', peer.AnchorPeers)?.getAnchorPeersList() ?? []).map(
        (anchor) => `${anchor.getHost()}:${anchor.getPort()}`,
      ),
    ),
    orderers: toMembers(orderers, (member) => {
      const own = addressesOf(member, 'Endpoints');
      return own.length > 0 ? own : shared;
    }),
    capabilities,
  };
}
