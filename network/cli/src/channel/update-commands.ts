import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Command } from 'commander';
import {
  configToChannelGroup,
  signChannelUpdate,
  judgeUpdate,
  submitChannelUpdate,
  mergeChannelUpdates,
  type ChannelUpdate,
  channelUpdateToText,
} from '@kontti/fabric-admin/channel';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { writeNewFile } from '../chaincode/new-file';
import { terminalOf } from '../options/common-options';
import { exitCodes } from '../options/exit-codes';
import { judgeByBase, readUpdate, replaceUpdate } from './change-output';
import { judgementToText } from './judgement-text';
import { addChannelOptions, readOrderers, withChannel, type ChannelArguments } from './open-channel';
import { readUpdateSigner } from './signing-identity';

const signExamples = `
Works without a network: what is signed is read from the signed bytes and shown, and of a group that changes all that belongs to it from
then on. What it takes away can be judged only against a configuration, here the one in the file: where there is a network, kontti
channel status compares with the running one.

Examples:
  kontti channel sign update.json --company Org2MSP
  kontti channel sign update.json --company OrdererMSP        (who orders, of the tree's ordererOrganizations)
  kontti channel sign update.json --msp-id Org2MSP --msp-path ~/admin/msp --out update-org2.json
`;

function createSign(): Command {
  const command = new Command('sign')
    .description("add this admin's signature to an update, without a network")
    .argument('<file>', 'the update')
    .option('--out <file>', 'where the signed update goes (default: into the same file)');
  return addChannelOptions(command)
    .addHelpText('after', signExamples)
    .action(async (file: string, options: ChannelArguments & { out?: string }) => {
      const update = await readUpdate(file);
      const signer = await readUpdateSigner(options, update);
      const signed = signChannelUpdate(update, { signer, randomBytes });
      const path = resolve(options.out ?? file);
      if (options.out === undefined) await replaceUpdate(path, signed);
      else await writeNewFile(path, Buffer.from(channelUpdateToText(signed)));
      const judgement = judgeByBase(signed);
      terminalOf(options).result({
        text: `signed for ${signer.mspId}: ${path}\n${judgementToText(judgement, signed.channelId)}`,
        json: { event: 'signed', channel: signed.channelId, mspId: signer.mspId, file: path, ...judgement },
        isPlain: true,
      });
    });
}

async function readUpdates(files: readonly string[]): Promise<ChannelUpdate> {
  const [first, ...others] = await Promise.all(files.map(readUpdate));
  if (first !== undefined) return mergeChannelUpdates(first, others);
  throw new NetworkError({ code: 'ARGUMENT_INVALID', message: 'Name the file of an update.' });
}

/** An update says of which channel it is. */
function withChannelOf(options: ChannelArguments, { channelId }: ChannelUpdate): ChannelArguments {
  if (options.channel === undefined || options.channel === channelId) {
    return { ...options, channel: channelId };
  }
  const message = `The update is of channel ${channelId}, not of ${options.channel}: leave --channel out.`;
  throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

function createStatus(): Command {
  const command = new Command('status')
    .description(
      'say what an update changes, who signed it, and whose signatures it lacks in the running channel',
    )
    .argument('<files...>', 'the update; copies that several admins signed are joined');
  return addChannelOptions(command)
    .addHelpText(
      'after',
      '\nEnds with 0 when it can be submitted, with 2 when signatures are missing.\n\nExamples:\n  kontti channel status update.json\n  kontti channel status update-org1.json update-org2.json --json\n',
    )
    .action(async (files: string[], options: ChannelArguments) => {
      const update = await readUpdates(files);
      await withChannel(withChannelOf(options, update), { isReading: true }, async ({ client }) => {
        const channel = configToChannelGroup(await client.config());
        const { bytes: updateBytes, signatures } = update;
        const judgement = judgeUpdate({ channel, update: update.update, updateBytes, signatures });
        terminalOf(options).result({
          text: judgementToText(judgement, update.channelId),
          json: { event: 'status', channel: client.channelId, ...judgement },
          isPlain: true,
        });
        if (!judgement.isComplete) process.exitCode = exitCodes.unfinished;
      });
    });
}

const submitExamples = `
The orderers are those of the channel's configuration. What is missing is reported before anything is sent.

Examples:
  kontti channel submit update.json --company Org1MSP
  kontti channel submit update-org1.json update-org2.json --company Org1MSP
`;

function createSubmit(): Command {
  const command = new Command('submit')
    .description('send an update to the orderers, and wait until the peer has the new configuration')
    .argument('<files...>', 'the update; copies that several admins signed are joined')
    .option('--unchecked', 'send it also when signatures seem to be missing: the orderer judges');
  return addChannelOptions(command)
    .addHelpText('after', submitExamples)
    .action(async (files: string[], options: ChannelArguments & { unchecked?: boolean }) => {
      const update = await readUpdates(files);
      const orderers = await readOrderers(options);
      await withChannel(withChannelOf(options, update), { isReading: false }, async ({ client, reader }) => {
        const isJudged = options.unchecked !== true;
        const { blockNumber } = await submitChannelUpdate(update, { ...reader, client, orderers, isJudged });
        terminalOf(options).result({
          text: `done: block ${blockNumber} of channel ${client.channelId} holds the new configuration`,
          json: { event: 'submitted', channel: client.channelId, blockNumber },
        });
      });
    });
}

/** `kontti channel sign`, `status` and `submit`. */
export function createUpdateCommands(): readonly Command[] {
  return [createSign(), createStatus(), createSubmit()];
}
