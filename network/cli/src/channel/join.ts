import { Command } from 'commander';
import { common } from '@hyperledger/fabric-protos';
import { decodeBlock } from '@kontti/fabric-protocol/decoding';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { readChannelBlock, connectOrderer } from '@kontti/fabric-admin/channel';
import { tryDecode } from '@kontti/fabric-protocol/envelopes';
import { terminalOf } from '../options/common-options';
import { readBytes } from './decode';
import {
  addChannelOptions,
  readNamedOrderer,
  withChannel,
  type ChannelArguments,
  type OpenedChannel,
} from './open-channel';

const examples = `
Whoever is in the channel fetches its first block: kontti channel fetch oldest mychannel.block

Examples:
  kontti channel join mychannel.block --company Org3MSP
  kontti channel join --company Org3MSP -o orderer.example.com:7050 --cafile orderer-tls-root.pem -c mychannel
`;

function refuse(message: string): NetworkError {
  return new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

async function readFirstBlock(
  file: string | undefined,
  options: ChannelArguments,
  { client, reader }: OpenedChannel,
): Promise<Uint8Array> {
  if (file !== undefined) return readBytes(file);
  if (options.cafile === undefined) {
    throw refuse(
      'Name the file with the first block of the channel (kontti channel fetch oldest, by a company of it), or an orderer with --orderer and --cafile.',
    );
  }
  const target = await readNamedOrderer(options, client);
  if (target === undefined) throw refuse('Name the orderer to which --cafile belongs: --orderer HOST:PORT.');
  const orderer = connectOrderer(target);
  try {
    const block = await readChannelBlock({ ...reader, source: orderer.source }, 'oldest');
    return block.serializeBinary();
  } finally {
    orderer.close();
  }
}

/** A peer joins by the first block, which says what the channel is. */
function blockToChannel(bytes: Uint8Array): string {
  const block = tryDecode(() => decodeBlock(common.Block.deserializeBinary(bytes)));
  const [transaction] = block?.transactions ?? [];
  if (block?.number === 0 && transaction?.type === 'CONFIG') return transaction.channelId;
  throw refuse('The file is not the first block of a channel: fetch it with kontti channel fetch oldest.');
}

/** `kontti channel join` */
export function createJoinCommand(): Command {
  const command = new Command('join')
    .description("have the company's peer join a channel by its first block")
    .argument('[file]', 'the first block of the channel');
  return addChannelOptions(command)
    .addHelpText('after', examples)
    .action(async (file: string | undefined, options: ChannelArguments) => {
      await withChannel(options, { isReading: false }, async (opened) => {
        const block = await readFirstBlock(file, options, opened);
        const channel = blockToChannel(block);
        await opened.client.join(block);
        const { mspId, endpoint } = opened.reader.target;
        terminalOf(options).result({
          text: `joined: ${mspId}'s peer at ${endpoint} is in channel ${channel}`,
          json: { event: 'joined', channel, mspId, peer: endpoint },
        });
      });
    });
}
