import { resolve } from 'node:path';
import { Command } from 'commander';
import {
  blockToConfig,
  channelUpdateToEnvelope,
  channelUpdateToText,
  parseFabricUpdate,
} from '@kontti/fabric-admin/channel';
import { writeNewFile } from '../chaincode/new-file';
import { jsonOption, terminalOf } from '../options/common-options';
import { judgeByBase, readUpdate } from './change-output';
import { readBytes } from './decode';
import { judgementToText } from './judgement-text';
import { addChannelOptions, withChannel, type ChannelArguments } from './open-channel';

const exportExamples = `
Examples:
  kontti channel export update.json update.pb
  peer channel signconfigtx -f update.pb
  kontti channel import update.pb --out update-org2.json
`;

function createExport(): Command {
  return new Command('export')
    .description('write an update, with its signatures, as peer channel signconfigtx and update read it')
    .argument('<file>', 'the update')
    .argument('<envelope>', 'where the envelope goes')
    .addOption(jsonOption())
    .addHelpText('after', exportExamples)
    .action(async (file: string, envelope: string, options: { json?: boolean }) => {
      const update = await readUpdate(file);
      const path = resolve(envelope);
      await writeNewFile(path, channelUpdateToEnvelope(update));
      const { length } = update.signatures;
      terminalOf(options).result({
        text: `written: ${path}, with ${length} ${length === 1 ? 'signature' : 'signatures'}`,
        json: { event: 'exported', file: path, signatures: length },
      });
    });
}

const importExamples = `
It is explained by the running channel's configuration, or by that of a block: kontti channel fetch config writes one.

Examples:
  kontti channel import update.pb --out update.json --company Org1MSP
  kontti channel import config_update.pb --base mychannel_config.block --out update.json     (of configtxlator compute_update)
`;

function createImport(): Command {
  const command = new Command('import')
    .description(
      "take an update that Fabric's own programs made or signed, to sign, look at or submit it here",
    )
    .argument('<file>', 'a common.Envelope or a common.ConfigUpdate')
    .requiredOption('--out <file>', 'where the update goes')
    .option('--base <block>', 'a block with the configuration that it changes (default: the running one)');
  return addChannelOptions(command)
    .addHelpText('after', importExamples)
    .action(async (file: string, options: ChannelArguments & { out: string; base?: string }) => {
      const { base, out } = options;
      const bytes = await readBytes(file);
      const config =
        base === undefined
          ? await withChannel(options, { isReading: true }, ({ client }) => client.config())
          : blockToConfig(await readBytes(base));
      const update = parseFabricUpdate(bytes, config);
      const judgement = judgeByBase(update);
      const path = resolve(out);
      await writeNewFile(path, Buffer.from(channelUpdateToText(update)));
      terminalOf(options).result({
        text: `written: ${path}\n${judgementToText(judgement, update.channelId)}`,
        json: { event: 'imported', channel: update.channelId, file: path, ...judgement },
        isPlain: true,
      });
    });
}

/** `kontti channel export` and `import`. */
export function createEnvelopeCommands(): readonly Command[] {
  return [createExport(), createImport()];
}
