import { resolve } from 'node:path';
import { Argument, Command, InvalidArgumentError } from 'commander';
import type { common } from '@hyperledger/fabric-protos';
import { readChannelBlock, connectOrderer } from '@kontti/fabric-admin/channel';
import { parseBlockNumber } from '../options/arguments';
import { writeNewFile } from '../chaincode/new-file';
import { terminalOf } from '../options/common-options';
import { blockToText } from '../explorer/render-block';
import { decodeBlock } from '@kontti/fabric-protocol/decoding';
import { addChannelOptions, readNamedOrderer, withChannel, type ChannelArguments } from './open-channel';

type Position = number | 'newest' | 'oldest' | 'config';

const examples = `
Examples:
  kontti channel fetch config
  kontti channel fetch oldest mychannel.block --company Org1MSP
  kontti channel fetch 7 -o localhost:7050
`;

function parsePosition(text: string): Position {
  if (text === 'newest' || text === 'oldest' || text === 'config') return text;
  if (/^\d+$/.test(text)) return parseBlockNumber(text);
  throw new InvalidArgumentError('Use newest, oldest, config, or the number of a block.');
}

async function fetchBlock(options: ChannelArguments, position: Position): Promise<common.Block> {
  return withChannel(options, { isReading: true }, async ({ client, reader }) => {
    const target = await readNamedOrderer(options, client);
    if (target === undefined) return client.block(position);
    const orderer = connectOrderer(target);
    try {
      return await readChannelBlock({ ...reader, source: orderer.source }, position);
    } finally {
      orderer.close();
    }
  });
}

/** `kontti channel fetch` */
export function createFetchCommand(): Command {
  const command = new Command('fetch')
    .description('fetch a block of a channel into a file, from the peer or from a named orderer')
    .addArgument(
      new Argument('[position]', 'newest, oldest, config or a number')
        .argParser(parsePosition)
        .default('newest'),
    )
    .argument('[file]', 'where it goes (default: CHANNEL_POSITION.block)');
  return addChannelOptions(command)
    .addHelpText('after', examples)
    .action(async (position: Position, file: string | undefined, options: ChannelArguments) => {
      const block = await fetchBlock(options, position);
      const decoded = decodeBlock(block);
      const channel = decoded.transactions[0]?.channelId ?? 'channel';
      const path = resolve(file ?? `${channel}_${position}.block`);
      await writeNewFile(path, block.serializeBinary());
      const { number, hash } = decoded;
      terminalOf(options).result({
        text: `${blockToText(decoded).split('\n')[0] ?? ''}\nwritten: ${path}`,
        json: { event: 'fetched', number, hash, channel, file: path },
        isPlain: true,
      });
    });
}
