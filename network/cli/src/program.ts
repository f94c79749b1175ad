import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';

/** A command with what belongs to it, in a module that is loaded when it is asked for. */
interface Group {
  readonly description: string;
  readonly load: () => Promise<Command>;
}

const groups: Readonly<Record<string, Group>> = {
  network: {
    description: 'networks for development and tests',
    load: async () => (await import('./network/commands.js')).createNetworkCommand(),
  },
  chaincode: {
    description: 'the lifecycle of chaincode, on any Fabric network',
    load: async () => (await import('./chaincode/commands.js')).createChaincodeCommand(),
  },
  channel: {
    description: "a channel's blocks and configuration, and changes that its companies agree on",
    load: async () => (await import('./channel/commands.js')).createChannelCommand(),
  },
  consortium: {
    description: 'what companies agreed on, in one file',
    load: async () => (await import('./consortium/commands.js')).createConsortiumCommand(),
  },
  doctor: {
    description:
      "check a company's certificates, peers, channel and chaincode, with a remedy for each finding",
    load: async () => (await import('./doctor/commands.js')).createDoctorCommand(),
  },
  outbox: {
    description: 'look into what a client of Kontti has to record, and go on with what failed',
    load: async () => (await import('./outbox/commands.js')).createOutboxCommand(),
  },
  projection: {
    description: 'fill tables for SQL from the ledger, and compare them with it',
    load: async () => (await import('./projection/commands.js')).createProjectionCommand(),
  },
  readings: {
    description: "record readings of a company's devices, and show what was recorded",
    load: async () => (await import('./readings/commands.js')).createReadingsCommand(),
  },
  blocks: {
    description: 'show the newest blocks of a channel, on the devnet or on any peers',
    load: async () => (await import('./explorer/commands.js')).createBlocksCommand(),
  },
  block: {
    description: 'show a block with everything in it',
    load: async () => (await import('./explorer/commands.js')).createBlockCommand(),
  },
  tx: {
    description: 'show a transaction: who asked for what, who endorsed it, what it read and wrote',
    load: async () => (await import('./explorer/commands.js')).createTransactionCommand(),
  },
};

const examples = `
Examples:
  kontti network up --dir try
  kontti chaincode deploy --dir try --name basic --path chaincode
  kontti blocks --dir try
  kontti chaincode deploy --help
`;

function readVersion(): string {
  const manifest = readFileSync(join(__dirname, '..', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** The names of the commands that a command line is about: none for `kontti --help`. */
export function findAsked(words: readonly string[]): readonly string[] {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  const asked = first === 'help' ? second : first;
  return asked !== undefined && Object.hasOwn(groups, asked) ? [asked] : [];
}

/** What is missing where a group is named alone is a command, also with `--json`, which before a command's name is refused. */
function takeJson(group: Command): void {
  // Else the option behind a command's name would be the group's.
  group.enablePositionalOptions();
  group.addOption(new Option('--json').hideHelp()).hook('preSubcommand', () => {
    if (group.opts()['json'] !== true) return;
    group.error('error: put --json behind the command', { code: 'commander.unknownOption' });
  });
  group.exitOverride((error) => {
    // Instead of an error, commander shows the help, which is no JSON.
    if (error.code !== 'commander.help' || error.exitCode === 0) throw error;
    const missing = 'error: a command is missing: name one of those that --help lists';
    throw new CommanderError(error.exitCode, 'commander.missingCommand', missing);
  });
}

/** Commands that are made apart inherit nothing: each is set up by itself. */
function setUp(command: Command, isJson: boolean): void {
  // What is wrong with a command line is written by who runs the program, as any other error.
  command.exitOverride().configureOutput({ outputError: () => undefined });
  if (isJson) command.configureOutput({ writeErr: () => undefined });
  if (isJson && command.commands.length > 0) takeJson(command);
  for (const child of command.commands) setUp(child, isJson);
}

/** The command `kontti`. Of those that are not asked for it has name and description alone; what is wrong with `--json` it does not write. */
export async function createProgram({
  asked = Object.keys(groups),
  isJson = false,
}: { readonly asked?: readonly string[]; readonly isJson?: boolean } = {}): Promise<Command> {
  const version = readVersion();
  const program = new Command('kontti')
    .description('Hyperledger Fabric networks for development, and chaincode on them')
    .version(isJson ? JSON.stringify({ event: 'version', version }) : version)
    .addHelpText('after', examples)
    // Else a command's own --version would be this one.
    .enablePositionalOptions();
  for (const [name, { description, load }] of Object.entries(groups)) {
    const command = asked.includes(name) ? await load() : new Command(name);
    program.addCommand(command.description(description));
  }
  setUp(program, isJson);
  return program;
}
