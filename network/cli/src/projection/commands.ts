import { Command, Option } from 'commander';
import { addAccessOptions } from '../options/access-options';
import { parseChannel } from '../options/arguments';
import { jsonOption, terminalOf } from '../options/common-options';
import type { ProjectionArguments } from './projection-commands';

const examples = `
Examples:
  kontti projection verify --file ledger.db --company Org1MSP
  kontti projection rebuild --file ledger.db --company Org1MSP
  kontti projection rebuild --postgres postgresql://erp@db.example.com/erp?options=-csearch_path%3Dledger --json
`;

function createVerb(name: 'rebuild' | 'verify', description: string): Command {
  return addAccessOptions(new Command(name).description(description))
    .addOption(
      new Option('--file <file>', 'the file of SQLite in which the projection is').conflicts('postgres'),
    )
    .addOption(new Option('--postgres <url>', 'the database in which it is'))
    .addOption(new Option('-c, --channel <name>', 'the channel').argParser(parseChannel))
    .option('-n, --chaincode <name>', 'the chaincode (default: kontti)')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (options: ProjectionArguments & { readonly json?: boolean }) => {
      const commands = await import('./projection-commands.js');
      const run = name === 'rebuild' ? commands.rebuild : commands.verify;
      await run(options, terminalOf(options));
    });
}

/** `kontti projection …` */
export function createProjectionCommand(): Command {
  return new Command('projection')
    .addCommand(
      createVerb('rebuild', 'empty a projection, and fill it again from the first block to the newest'),
    )
    .addCommand(createVerb('verify', 'build a projection anew elsewhere, and compare both table by table'));
}
