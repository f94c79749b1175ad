import { common, msp, peer } from '@hyperledger/fabric-protos';
import { decodeMessage, NetworkError, textToAddress } from '@kontti/fabric-protocol/base';
import {
  adminsPolicy,
  readConfigValue,
  requireCompany,
  requireGroup,
  setConfigValue,
  setRolePolicies,
  type ConfigGroup,
} from '@kontti/fabric-protocol/configuration';
import { companyRoles } from '@kontti/fabric-protocol/policy';
import { channelLimits } from './limits';
import { mspMaterialToMessage, type MspMaterial } from './msp-config';

export function settingInvalid(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'CHANNEL_SETTING_INVALID', message, cause });
}

function addressesToAnchors(addresses: readonly string[]): peer.AnchorPeers {
  if (addresses.length > channelLimits.anchorPeersMax) {
    throw settingInvalid(`A company has at most ${channelLimits.anchorPeersMax} anchor peers.`);
  }
  const anchors = new peer.AnchorPeers();
  for (const address of addresses) {
    const place = textToAddress(address);
    if (place === undefined) {
      throw settingInvalid(`'${address}' is no host and port, such as peer0.org3.example.com:11051.`);
    }
    const anchor = new peer.AnchorPeer();
    anchor.setHost(place.host);
    anchor.setPort(place.port);
    anchors.addAnchorPeers(anchor);
  }
  return anchors;
}

/** A company's group in the configuration, with the policies of fabric-samples' test network. */
export function createCompanyGroup(options: {
  readonly material: MspMaterial;
  /** Host and port of peers that other companies' gossip learns of. */
  readonly anchors?: readonly string[];
}): ConfigGroup {
  const { material, anchors = [] } = options;
  const group = new common.ConfigGroup();
  group.setModPolicy(adminsPolicy);
  setConfigValue(group, 'MSP', mspMaterialToMessage(material));
  setRolePolicies(group, { mspId: material.mspId, roles: companyRoles });
  if (anchors.length > 0) setConfigValue(group, 'AnchorPeers', addressesToAnchors(anchors));
  return group;
}

/**
 * Changes a configuration so that a company belongs to the channel.
 * @example addCompany(channel, { material, anchors: ['peer0.org3.example.com:11051'] });
 * @throws NetworkError CHANNEL_SETTING_INVALID, CHANNEL_CONFIG_UNUSABLE
 */
export function addCompany(
  channel: ConfigGroup,
  company: { readonly material: MspMaterial; readonly anchors?: readonly string[] },
): void {
  const { mspId } = company.material;
  const groups = requireGroup(channel, 'Application').getGroupsMap();
  if (groups.has(mspId)) throw settingInvalid(`The channel has the company ${mspId} already.`);
  groups.set(mspId, createCompanyGroup(company));
}

/**
 * Changes a configuration so that a company belongs to the channel no more.
 * @example removeCompany(channel, 'Org3MSP');
 * @throws NetworkError COMPANY_UNKNOWN, CHANNEL_SETTING_INVALID, CHANNEL_CONFIG_UNUSABLE
 */
export function removeCompany(channel: ConfigGroup, mspId: string): void {
  requireCompany(channel, mspId);
  const groups = requireGroup(channel, 'Application').getGroupsMap();
  if (groups.getLength() === 1) throw settingInvalid('The last company of a channel cannot leave it.');
  groups.del(mspId);
}

/**
 * Changes which peers of a company the others' gossip learns of.
 * @example setAnchors(channel, { mspId: 'Org3MSP', anchors: ['peer0.org3.example.com:11051'] });
 * @throws NetworkError COMPANY_UNKNOWN, CHANNEL_SETTING_INVALID
 */
export function setAnchors(
  channel: ConfigGroup,
  company: { readonly mspId: string; readonly anchors: readonly string[] },
): void {
  setConfigValue(requireCompany(channel, company.mspId), 'AnchorPeers', addressesToAnchors(company.anchors));
}

/** Host and port of a company's anchor peers. */
export function groupToAnchors(company: ConfigGroup): readonly string[] {
  const anchors = readConfigValue(company, 'AnchorPeers', peer.AnchorPeers)?.getAnchorPeersList() ?? [];
  return anchors.map((anchor) => `${anchor.getHost()}:${anchor.getPort()}`);
}

/**
 * Replaces a company's revocation lists, PEM.
 * @example setRevocationLists(channel, { mspId: 'Org3MSP', revocationLists: [await readFile('crl.pem', 'utf8')] });
 * @throws NetworkError COMPANY_UNKNOWN, CHANNEL_CONFIG_UNUSABLE
 */
export function setRevocationLists(
  channel: ConfigGroup,
  company: { readonly mspId: string; readonly revocationLists: readonly string[] },
): void {
  const { mspId, revocationLists } = company;
  const group = requireCompany(channel, mspId);
  const config = readConfigValue(group, 'MSP', msp.MSPConfig);
  if (config === undefined) {
    const message = `The channel's configuration has no MSP of ${mspId}.`;
    throw new NetworkError({ code: 'CHANNEL_CONFIG_UNUSABLE', message });
  }
  const type = msp.FabricMSPConfig;
  const fabric = decodeMessage({ type, bytes: config.getConfig_asU8(), name: 'FabricMSPConfig' });
  fabric.setRevocationListList(revocationLists.map((pem) => Buffer.from(pem)));
  config.setConfig(fabric.serializeBinary());
  setConfigValue(group, 'MSP', config);
}
