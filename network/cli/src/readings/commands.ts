import { Command, Option } from 'commander';
import { addAccessOptions } from '../options/access-options';
import {
  parseBlockNumber,
  parseChannel,
  parseColumn,
  parseDelimiter,
  parsePoints,
  parsePort,
  parseReadings,
} from '../options/arguments';
import { jsonOption, terminalOf } from '../options/common-options';
import type { ImportArguments } from './import-file';
import type { ProveArguments } from './prove-reading';
import type { DidArguments } from './show-did';
import type { ShowArguments } from './show-series';

const examples = `
Examples:
  kontti readings import readings.csv --keys keys --shipment Org1MSP/S-1
  kontti readings import logger.csv --key logger.pem --device Org1MSP/D-1 --shipment Org1MSP/S-1 --column Temp=temperatureC --column Note=
  kontti readings import readings.ndjson --keys keys --json
  kontti readings show --shipment Org1MSP/S-1 --from 2026-03-01T00:00:00Z --out temperature.svg
  kontti readings prove --device Org1MSP/D-1 --sequence 4711 --out proof.json
  kontti readings check proof.json --public-key MCowBQYDK2VwAyEA…
  kontti readings did --device Org1MSP/D-1 --host devices.example.com --out did.json
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

function createShow(): Command {
  return createVerb('show', 'show what was measured: minimum, mean, maximum, a plot, what was outside')
    .option('--device <id>', 'readings of this device, complete')
    .option('--shipment <id>', 'readings about this shipment')
    .option('--site <id>', 'readings about this site')
    .option('--agreement <id>', 'readings about this agreement: the id of its deal')
    .option('--container <number>', 'readings about the shipments of this container')
    .option('--from <time>', 'the earliest, e.g. 2026-03-01T00:00:00Z')
    .option('--to <time>', 'the latest')
    .addOption(new Option('--points <count>', 'points of a quantity at most').argParser(parsePoints))
    .option('--out <file>', 'write a plot: .svg, or .png with the package @resvg/resvg-js')
    .action(async (options: ShowArguments & { readonly json?: boolean }) => {
      const { showSeries } = await import('./show-series.js');
      await showSeries(options, terminalOf(options));
    });
}

function createProve(): Command {
  return createVerb('prove', 'write the proof of one reading, which shows few others and is checked offline')
    .requiredOption('--device <id>', 'the device')
    .addOption(
      new Option('--sequence <number>', 'the number of the reading')
        .makeOptionMandatory()
        .argParser(parseBlockNumber),
    )
    .requiredOption('--out <file>', 'where the proof goes')
    .action(async (options: ProveArguments & { readonly json?: boolean }) => {
      const { proveReading } = await import('./prove-reading.js');
      await proveReading(options, terminalOf(options));
    });
}

function createCheck(): Command {
  return new Command('check')
    .description('check a proof of a reading, offline')
    .argument('<file>', 'what kontti readings prove wrote')
    .option('--public-key <base64>', "the device's key as it was registered (default: that in the file)")
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (file: string, options: { readonly publicKey?: string; readonly json?: boolean }) => {
      const { checkProof } = await import('./prove-reading.js');
      await checkProof(file, options, terminalOf(options));
    });
}

function createDid(): Command {
  return createVerb('did', 'show the DID document (did:web) of a device, with every key that it has or had')
    .requiredOption('--device <id>', 'the device')
    .requiredOption('--host <name>', 'the host that serves the document, e.g. devices.example.com')
    .addOption(new Option('--port <number>', 'its port (default: 443)').argParser(parsePort))
    .option('--path <path>', "where it is on the host, before did.json (default: the device's id)")
    .option('--out <file>', 'write the document to a file')
    .action(async (options: DidArguments & { readonly json?: boolean }) => {
      const { showDid } = await import('./show-did.js');
      await showDid(options, terminalOf(options));
    });
}

/** `kontti readings …` */
export function createReadingsCommand(): Command {
  return new Command('readings')
    .addCommand(createImport())
    .addCommand(createShow())
    .addCommand(createProve())
    .addCommand(createCheck())
    .addCommand(createDid());
}
