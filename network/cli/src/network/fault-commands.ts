import { Command, InvalidArgumentError, Option } from 'commander';
import {
  streamKinds,
  type FaultDescription,
  type StreamKind,
  type WrongEndorsement,
} from '@kontti/devnet/faults';
import { parseDelay, parseFaultId } from '../options/arguments';
import { dirOption, jsonOption, terminalOf } from '../options/common-options';
import { networkFault, networkFaultEnd, networkFaults, networkRestart } from './fault';

interface FaultOptions {
  readonly dir: string;
  readonly json?: boolean;
  readonly company: string;
}

/** The options of an example for each command. */
const examples = {
  'company-down': ' --company Org2MSP',
  'slow-endorser': ' --company Org1MSP --delay 2s',
  'wrong-endorser': ' --company Org2MSP --wrong results',
  'cached-json': ' --company Org2MSP',
  'dropped-streams': ' --company Org1MSP --streams chaincode-events,deliver',
  'orderer-down': ' --loses-pending',
  list: '',
  end: ' 3',
  restart: ' --company Org2MSP',
} as const;

type FaultCommandName = keyof typeof examples;

function examplesOf(names: readonly FaultCommandName[]): string {
  const lines = names.map((name) => `  kontti network fault ${name}${examples[name]}`);
  return `\nExamples:\n${lines.join('\n')}\n`;
}

function faultCommand(name: FaultCommandName, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', examplesOf([name]));
}

function companyCommand(name: FaultCommandName, description: string): Command {
  return faultCommand(name, description).requiredOption(
    '--company <name>',
    'the company whose peer it is, by MSP id or domain',
  );
}

function start(fault: FaultDescription, options: FaultOptions): Promise<void> {
  return networkFault({ dir: options.dir, fault }, terminalOf(options));
}

function parseStreams(text: string): readonly StreamKind[] {
  const names = text.split(',');
  const kinds = streamKinds.filter((kind) => names.includes(kind));
  if (kinds.length === new Set(names).size) return kinds;
  throw new InvalidArgumentError(`Use some of ${streamKinds.join(',')}.`);
}

function createStarts(): readonly Command[] {
  return [
    companyCommand(
      'company-down',
      "the company's endpoint refuses connections, others plan without it",
    ).action((options: FaultOptions) => start({ kind: 'company-down', mspId: options.company }, options)),
    companyCommand('slow-endorser', "the company's peer answers proposals later")
      .requiredOption('--delay <duration>', 'how much later, such as 2s', parseDelay)
      .action((options: FaultOptions & { delay: number }) =>
        start({ kind: 'slow-endorser', mspId: options.company, delayMs: options.delay }, options),
      ),
    companyCommand('wrong-endorser', "the company's peer endorses what others do not")
      .addOption(
        new Option('--wrong <what>', 'other results, or a signature of other bytes')
          .choices(['results', 'signature'])
          .makeOptionMandatory(),
      )
      .action((options: FaultOptions & { wrong: WrongEndorsement }) =>
        start({ kind: 'wrong-endorser', mspId: options.company, wrong: options.wrong }, options),
      ),
    companyCommand(
      'cached-json',
      "the company's peer gives JSON as it was put, the others as CouchDB has it (--state-db couchdb)",
    ).action((options: FaultOptions) => start({ kind: 'cached-json', mspId: options.company }, options)),
    companyCommand('dropped-streams', "the company's streams end, and new ones fail")
      .option('--streams <kinds>', `some of ${streamKinds.join(',')} (default: all)`, parseStreams)
      .action((options: FaultOptions & { streams?: readonly StreamKind[] }) => {
        const { streams = streamKinds } = options;
        return start({ kind: 'dropped-streams', mspId: options.company, streams }, options);
      }),
    faultCommand('orderer-down', 'the orderer cannot be reached, and cuts no block')
      .option('--loses-pending', 'it forgets what it accepted and put into no block yet')
      .action((options: FaultOptions & { losesPending?: boolean }) =>
        start({ kind: 'orderer-down', losesPending: options.losesPending === true }, options),
      ),
  ];
}

/** `kontti network fault …` */
export function createFaultCommand(): Command {
  const fault = new Command('fault')
    .description('let something go wrong with the network of a folder, until it is ended (devnet)')
    .addHelpText('after', examplesOf(Object.keys(examples) as FaultCommandName[]));
  const commands = [
    ...createStarts(),
    faultCommand('list', 'show what is wrong at present').action((options: FaultOptions) =>
      networkFaults(options, terminalOf(options)),
    ),
    faultCommand('end', 'end a fault, or all of them')
      .argument('[id]', 'its number (default: all)', parseFaultId)
      .action((id: number | undefined, options: FaultOptions) =>
        networkFaultEnd({ dir: options.dir, ...(id === undefined ? {} : { id }) }, terminalOf(options)),
      ),
    companyCommand('restart', "the company's peer goes down and comes up again, its ledger kept").action(
      (options: FaultOptions) => networkRestart(options, terminalOf(options)),
    ),
  ];
  for (const command of commands) fault.addCommand(command);
  return fault;
}
