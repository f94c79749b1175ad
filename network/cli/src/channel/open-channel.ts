import { Option, type Command } from 'commander';
import { common } from '@hyperledger/fabric-protos';
import {
  connectChannel,
  configToChannelGroup,
  type ChannelClient,
  configToOrderers,
  ordererTlsRoots,
  type OrdererTarget,
} from '@kontti/fabric-admin/channel';
import { readTextFile } from '@kontti/fabric-admin/access';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { LedgerClientOptions } from '@kontti/fabric-admin/explorer';
import { parseChannel } from '../options/arguments';
import { addAccessOptions, type AccessArguments } from '../options/access-options';
import { jsonOption } from '../options/common-options';
import { readReader } from '../explorer/open-ledger';

/** What the options of `addChannelOptions` give. */
export interface ChannelArguments extends AccessArguments {
  readonly channel?: string;
  readonly orderer?: string;
  readonly cafile?: string;
  readonly ordererTLSHostnameOverride?: string;
  readonly json?: boolean;
}

/** Who acts, on which peer, in which channel, and by which orderer. */
export function addChannelOptions(command: Command): Command {
  return addAccessOptions(command, { withOrderer: true })
    .addOption(
      new Option(
        '-c, --channel <name>',
        'the channel (default: that of the network which runs there, else mychannel)',
      ).argParser(parseChannel),
    )
    .addOption(jsonOption());
}

/** A channel as one company's peer has it, and who asks. */
export interface OpenedChannel {
  readonly client: ChannelClient;
  readonly reader: LedgerClientOptions;
}

/** Works with a channel, and closes it. Who only reads may do so as any company. @throws NetworkError */
export async function withChannel<T>(
  options: ChannelArguments,
  { isReading }: { readonly isReading: boolean },
  work: (opened: OpenedChannel) => Promise<T>,
): Promise<T> {
  const reader = await readReader(options, { isAnyCompany: isReading });
  const client = connectChannel(reader);
  try {
    return await work({ client, reader });
  } finally {
    client.close();
  }
}

/** The orderers to which messages go: the one that was named, else those of the configuration. @throws NetworkError */
export async function readOrderers(
  options: ChannelArguments,
): Promise<(channel: common.ConfigGroup) => readonly OrdererTarget[]> {
  const { orderer: endpoint, cafile, ordererTLSHostnameOverride: hostAlias } = options;
  if (endpoint === undefined) {
    if (cafile === undefined) return configToOrderers;
    const message = 'The file of --cafile is of an orderer: name it with --orderer HOST:PORT.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  const pem = cafile === undefined ? undefined : await readTextFile(cafile, 'The TLS root of the orderer');
  return (channel) => [
    {
      endpoint,
      tlsRootCertPem: pem ?? ordererTlsRoots(channel),
      ...(hostAlias === undefined ? {} : { hostAlias }),
    },
  ];
}

/** The orderer that was named, without a look at the channel where its TLS root is named too. @throws NetworkError */
export async function readNamedOrderer(
  options: ChannelArguments,
  client: ChannelClient,
): Promise<OrdererTarget | undefined> {
  if (options.orderer === undefined && options.cafile === undefined) return undefined;
  const orderers = await readOrderers(options);
  const config = options.cafile === undefined ? configToChannelGroup(await client.config()) : undefined;
  return orderers(config ?? new common.ConfigGroup())[0];
}
