import { join, resolve } from 'node:path';
import { Command } from 'commander';
import {
  configToChannelGroup,
  applyConsortium,
  compareConsortium,
  missingCompanies,
  type ConsortiumDifference,
  type JoiningCompany,
} from '@kontti/fabric-admin/channel';
import type { ConfigGroup } from '@kontti/fabric-protocol/configuration';
import { readConsortium, type Consortium } from '@kontti/fabric-admin/consortium';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { terminalOf } from '../options/common-options';
import { exitCodes } from '../options/exit-codes';
import { addChangeOptions, makeUpdate, type ChangeArguments } from './change-output';
import { addChannelOptions, withChannel, type ChannelArguments } from './open-channel';
import { readJoiningCompany } from './organization-material';

interface ConsortiumArguments {
  readonly consortium: string;
}

function differenceToLine({ what, from, to }: ConsortiumDifference): string {
  if (what !== 'company') return `  ~ ${what}: ${from ?? ''} -> ${to ?? ''}`;
  return to === undefined
    ? `  ? company ${from ?? ''}: the file does not know it (kontti channel remove-company would take it away)`
    : `  + company ${to}`;
}

/** The file names the channel; an option may name it too. */
function withChannelOf<T extends ChannelArguments>(options: T, { channel }: Consortium): T {
  return { ...options, channel: options.channel ?? channel };
}

function createPlan(): Command {
  const command = new Command('plan')
    .description("show what of the running channel differs from a consortium's file")
    .requiredOption('--consortium <file>', 'what the companies agreed on');
  return addChannelOptions(command)
    .addHelpText(
      'after',
      '\nEnds with 0 when nothing differs, with 2 when something does.\n\nExamples:\n  kontti channel plan --consortium consortium.yaml\n',
    )
    .action(async (options: ChannelArguments & ConsortiumArguments) => {
      const consortium = await readConsortium(options.consortium);
      await withChannel(withChannelOf(options, consortium), { isReading: true }, async ({ client }) => {
        const channel = configToChannelGroup(await client.config());
        const differences = compareConsortium(channel, consortium);
        const { channelId } = client;
        const text =
          differences.length === 0
            ? `channel ${channelId} is as ${options.consortium} says`
            : [
                `channel ${channelId} differs from ${options.consortium}:`,
                ...differences.map(differenceToLine),
              ].join('\n');
        terminalOf(options).result({
          text,
          json: { event: 'plan', channel: channelId, differences },
          isPlain: true,
        });
        if (differences.length > 0) process.exitCode = exitCodes.unfinished;
      });
    });
}

async function readJoining(options: {
  channel: ConfigGroup;
  consortium: Consortium;
  organizations: string;
}): Promise<readonly JoiningCompany[]> {
  const { channel, consortium, organizations } = options;
  return Promise.all(
    missingCompanies(channel, consortium).map(async ({ mspId, domain }) => {
      try {
        const folder = join(organizations, 'organizations', 'peerOrganizations', domain);
        return await readJoiningCompany({ folder, mspId });
      } catch (cause) {
        throw new NetworkError({
          code: 'ORGANIZATION_INVALID',
          message: `The certificates of ${mspId} are not there: get its folder peerOrganizations/${domain} (msp and connection profile, no keys) and name the folder that holds organizations/ with --organizations.`,
          details: { mspId, domain },
          cause,
        });
      }
    }),
  );
}

function createUpdate(): Command {
  const command = new Command('update')
    .description("make the update that brings the running channel to what a consortium's file says")
    .requiredOption('--consortium <file>', 'what the companies agreed on')
    .option(
      '--organizations <folder>',
      'where organizations/ with the new companies is (default: --dir, else here)',
    );
  return addChangeOptions(command)
    .addHelpText(
      'after',
      '\nCompanies that the file does not know stay: kontti channel remove-company takes one away.\n\nExamples:\n  kontti channel update --consortium consortium.yaml --company Org1MSP --out update.json\n',
    )
    .action(async (options: ChangeArguments & ConsortiumArguments & { organizations?: string }) => {
      const consortium = await readConsortium(options.consortium);
      const complete = withChannelOf(options, consortium);
      const organizations = resolve(options.organizations ?? options.dir ?? '.');
      await makeUpdate(complete, async (channel) => {
        const joining = await readJoining({ channel, consortium, organizations });
        applyConsortium(channel, consortium, joining);
      });
    });
}

/** `kontti channel plan` and `update`. */
export function createConsortiumCommands(): readonly Command[] {
  return [createPlan(), createUpdate()];
}
