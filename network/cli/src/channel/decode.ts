import { Command, Option } from 'commander';
import { decodeChannelFile, fileKinds, type FileKind } from '@kontti/fabric-admin/channel';
import { unreadableFile } from '@kontti/fabric-admin/data-files';
import { readBounded } from '@kontti/fabric-protocol/base';
import { jsonOption, terminalOf } from '../options/common-options';
import { toPrintable } from '../explorer/quote';

const examples = `
Examples:
  kontti channel decode mychannel_config.block
  kontti channel decode update.json
  kontti channel decode config_update.pb --type update --json
`;

export async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readBounded(file);
  } catch (cause) {
    throw unreadableFile({ file, cause });
  }
}

/** `kontti channel decode` */
export function createDecodeCommand(): Command {
  return new Command('decode')
    .description(
      'say what a block, an envelope, a configuration or an update of one holds, without a network',
    )
    .argument('<file>')
    .addOption(new Option('--type <type>', 'what it is (default: what it can be)').choices([...fileKinds]))
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (file: string, options: { type?: FileKind; json?: boolean }) => {
      const { kind, json } = decodeChannelFile(await readBytes(file), options.type);
      terminalOf(options).result({
        text: JSON.stringify(json, undefined, 2).split('\n').map(toPrintable).join('\n'),
        json: { event: kind, ...(json as Record<string, unknown>) },
        isPlain: true,
      });
    });
}
