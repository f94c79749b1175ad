import { common } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import {
  childGroups,
  readConfigValue,
  requireGroup,
  type ConfigGroup,
} from '@kontti/fabric-protocol/configuration';
import { groupToMspConfig } from './msp-config';

/** How an orderer is reached. */
export interface OrdererTarget {
  /** Host and port. */
  readonly endpoint: string;
  /** PEM certificates of the authorities that may have issued its TLS certificate, one after another. */
  readonly tlsRootCertPem: string;
  /** The name in its certificate, when it is reached by another. */
  readonly hostAlias?: string;
}

function joinPem(pems: readonly string[]): string {
  return pems.map((pem) => `${pem.trimEnd()}\n`).join('');
}

/** The TLS roots of all organisations that order. @throws NetworkError CHANNEL_CONFIG_UNUSABLE, MALFORMED_MESSAGE */
export function ordererTlsRoots(channel: ConfigGroup): string {
  const groups = [...childGroups(requireGroup(channel, 'Orderer')).values()];
  return joinPem(groups.flatMap((group) => groupToMspConfig(group)?.tlsRootCerts ?? []));
}

/**
 * The orderers that a channel's configuration names, with the roots by which they are known: each organisation's own, and those named
 * for the whole channel.
 * @example const [orderer] = configToOrderers(configToChannelGroup(config));
 * @throws NetworkError CHANNEL_CONFIG_UNUSABLE, MALFORMED_MESSAGE
 */
export function configToOrderers(channel: ConfigGroup): readonly OrdererTarget[] {
  const targets = [...childGroups(requireGroup(channel, 'Orderer')).values()].flatMap((group) => {
    const tlsRootCertPem = joinPem(groupToMspConfig(group)?.tlsRootCerts ?? []);
    const endpoints = readConfigValue(group, 'Endpoints', common.OrdererAddresses)?.getAddressesList() ?? [];
    return endpoints.map((endpoint) => ({ endpoint, tlsRootCertPem }));
  });
  const shared = readConfigValue(channel, 'OrdererAddresses', common.OrdererAddresses);
  const tlsRootCertPem = ordererTlsRoots(channel);
  const all = [
    ...targets,
    ...(shared?.getAddressesList() ?? []).map((endpoint) => ({ endpoint, tlsRootCertPem })),
  ];
  if (all.length > 0) return all;
  const message = "The channel's configuration names no orderers: name one with --orderer and --cafile.";
  throw new NetworkError({ code: 'CHANNEL_CONFIG_UNUSABLE', message });
}
