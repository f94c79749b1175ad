import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { rename, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  configToChannelGroup,
  createChannelUpdate,
  findUselessness,
  signChannelUpdate,
  judgeUpdate,
  type UpdateJudgement,
  channelUpdateToText,
  parseChannelUpdate,
  type ChannelUpdate,
} from '@kontti/fabric-admin/channel';
import type { ConfigGroup } from '@kontti/fabric-protocol/configuration';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { readTextFile } from '@kontti/fabric-admin/access';
import { writeNewFile } from '../chaincode/new-file';
import { terminalOf } from '../options/common-options';
import { judgementToText } from './judgement-text';
import { addChannelOptions, withChannel, type ChannelArguments } from './open-channel';

/** What every command gives that makes an update. */
export interface ChangeArguments extends ChannelArguments {
  readonly out: string;
  /** False leaves the file without a signature. */
  readonly sign?: boolean;
}

/** The options of a command that makes an update. */
export function addChangeOptions(command: Command): Command {
  return addChannelOptions(
    command
      .requiredOption('--out <file>', 'where the update goes: a file that travels from admin to admin')
      .option('--no-sign', 'do not sign it at once'),
  );
}

/** An update and what the configuration against which it was made says to it. */
export function judgeByBase({ base, update, bytes, signatures }: ChannelUpdate): UpdateJudgement {
  return judgeUpdate({ channel: configToChannelGroup(base), update, updateBytes: bytes, signatures });
}

/** Makes an update of the running channel's configuration, signs it where that counts, and writes it. @throws NetworkError */
export async function makeUpdate(
  options: ChangeArguments,
  change: (channel: ConfigGroup) => void | Promise<void>,
): Promise<void> {
  const terminal = terminalOf(options);
  await withChannel(options, { isReading: false }, async ({ client, reader: { signer } }) => {
    const { channelId } = client;
    const made = await createChannelUpdate({ channelId, config: await client.config(), change });
    if (made === undefined) {
      const text = `nothing to change: the configuration of channel ${channelId} is like that already`;
      terminal.result({ text, json: { event: 'unchanged', channel: channelId } });
      return;
    }
    const isSigned = options.sign !== false && findUselessness(made, signer) === undefined;
    const update = isSigned ? signChannelUpdate(made, { signer, randomBytes }) : made;
    const file = resolve(options.out);
    await writeNewFile(file, Buffer.from(channelUpdateToText(update)));
    const judgement = judgeByBase(update);
    terminal.result({
      text: `written: ${file}\n${judgementToText(judgement, channelId)}`,
      json: { event: 'update', channel: channelId, file, ...judgement },
      isPlain: true,
    });
  });
}

/** @throws NetworkError DIRECTORY_UNUSABLE, CHANNEL_UPDATE_INVALID */
export async function readUpdate(file: string): Promise<ChannelUpdate> {
  return parseChannelUpdate(await readTextFile(file, 'The channel update'));
}

/** Writes over an update's file, all at once. @throws NetworkError DIRECTORY_UNUSABLE */
export async function replaceUpdate(file: string, update: ChannelUpdate): Promise<void> {
  const draft = `${file}.${process.pid}`;
  try {
    await writeFile(draft, channelUpdateToText(update), { flag: 'wx' });
    await rename(draft, file);
  } catch (cause) {
    const message = `The file ${file} cannot be written.`;
    throw new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details: { file }, cause });
  }
}
