import { Command } from 'commander';
import { configToChannelGroup, summarizeConfig, type ConfigSummary } from '@kontti/fabric-admin/channel';
import { terminalOf } from '../options/common-options';
import { toPrintable } from '../explorer/quote';
import { addChannelOptions, withChannel, type ChannelArguments } from './open-channel';

const examples = `
Examples:
  kontti channel config
  kontti channel config --company Org1MSP --json
`;

const governanceTexts: Readonly<Record<ConfigSummary['governance'], string>> = {
  unanimous:
    "unanimous: all companies agree to a chaincode definition, and to changes of the channel's companies",
  majority: 'majority: a majority agrees to a chaincode definition, and of admins to changes of the channel',
  other: 'neither unanimous nor majority: see the policies',
};

function listToText(items: readonly string[]): string {
  return items.length === 0 ? 'none' : items.join(', ');
}

function summaryToText(channelId: string, summary: ConfigSummary): string {
  const { batch, capabilities, companies, orderers } = summary;
  const revoked = (count: number): string => (count === 0 ? '' : `  revocation lists: ${count}`);
  return [
    `channel ${channelId}, configuration ${summary.sequence}`,
    `governance  ${governanceTexts[summary.governance]}`,
    `batch       ${batch.messagesMax} messages or ${batch.timeoutMs} ms; ${batch.preferredBytesMax} bytes preferred, ${batch.absoluteBytesMax} at most`,
    'companies',
    ...companies.map(
      ({ mspId, anchors, revocationLists }) =>
        `  ${mspId}  anchors: ${listToText(anchors)}${revoked(revocationLists)}`,
    ),
    `orderers    ${summary.consensus}${summary.consenters.length === 0 ? '' : ` of ${summary.consenters.join(', ')}`}`,
    ...orderers.map(({ name, endpoints }) => `  ${name}  ${listToText(endpoints)}`),
    'policies',
    ...Object.entries(summary.policies).flatMap(([path, policies]) =>
      Object.entries(policies).map(([name, text]) => `  ${path}/${name}  ${text}`),
    ),
    `capabilities  channel ${listToText(capabilities.channel)}; application ${listToText(capabilities.application)}; orderer ${listToText(capabilities.orderer)}`,
  ]
    .map(toPrintable)
    .join('\n');
}

/** `kontti channel config` */
export function createConfigCommand(): Command {
  const command = new Command('config').description(
    "show a channel's configuration: companies, policies, batch, anchors, orderers, capabilities",
  );
  return addChannelOptions(command)
    .addHelpText('after', examples)
    .action(async (options: ChannelArguments) => {
      await withChannel(options, { isReading: true }, async ({ client }) => {
        const config = await client.config();
        const summary = summarizeConfig(configToChannelGroup(config), config.getSequence());
        terminalOf(options).result({
          text: summaryToText(client.channelId, summary),
          json: { event: 'config', channel: client.channelId, ...summary },
          isPlain: true,
        });
      });
    });
}
