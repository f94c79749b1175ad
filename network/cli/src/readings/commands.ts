import { Command, Option } from 'commander';
import { addAccessOptions } from '../options/access-options';
import { parseChannel, parseColumn, parseDelimiter, parseReadings } from '../options/arguments';
import { jsonOption, terminalOf } from '../options/common-options';
import type { ImportArguments } from './import-file';

const examples = `
Examples:
  kontti readings import readings.csv --keys keys --shipment Org1MSP/S-1
  kontti readings import logger.csv --key logger.pem --device Org1MSP/D-1 --shipment Org1MSP/S-1 --column Temp=temperatureC --column Note=
  kontti readings import readings.ndjson --keys keys --json
`;

function createVerb(name: string, description: string): Command {
  return addAccessOptions(new Command(name).description(description))
    .addOption(new Option('-c, --channel <name>', 'the channel').argParser(parseChannel))
    .option('-n, --chaincode <name>', 'the chaincode (default: kontti)')
    .addOption(jsonOption())
    .addHelpText('after', examples);
}

function createImport(): Command {
  return createVerb(
    'import',
    'record the rows of a file; the same command again goes on after whatever ended the one before',
  )
    .argument('<file>', 'CSV whose first line names the columns, or NDJSON (.ndjson, .jsonl)')
    .option('--keys <folder>', 'private keys of the devices: that of Org1MSP/D-1 is in Org1MSP/D-1.pem')
    .addOption(
      new Option('--key <file>', 'the private key of the one device whose rows these are').conflicts('keys'),
    )
    .option('--device <id>', 'the device of rows that name none')
    .option('--shipment <id>', 'the shipment of rows that name none')
    .option('--container <number>', 'the container of rows that name none')
    .addOption(
      new Option(
        '--column <name=column>',
        'what a column of the file is, e.g. Temp=temperatureC; nothing leaves it out; repeat for more',
      ).argParser(parseColumn),
    )
    .addOption(
      new Option('--format <format>', 'whatever the name of the file says').choices(['csv', 'ndjson']),
    )
    .addOption(
      new Option('--delimiter <character>', 'between two cells (default: a comma)').argParser(parseDelimiter),
    )
    .addOption(
      new Option('--batch <readings>', 'readings that a device signs together').argParser(parseReadings),
    )
    .option('--rejected <file>', 'for rows that are not recorded (default: <file>.rejected.ndjson)')
    .action(async (file: string, options: ImportArguments & { readonly json?: boolean }) => {
      const { importFile } = await import('./import-file.js');
      await importFile(file, options, terminalOf(options));
    });
}

/** `kontti readings …` */
export function createReadingsCommand(): Command {
  return new Command('readings').addCommand(createImport());
}
