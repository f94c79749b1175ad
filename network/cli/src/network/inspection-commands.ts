import { Argument, Command, Option } from 'commander';
import { parseChannel, parseTransactionName } from '../options/arguments';
import { dirOption, jsonOption, terminalOf } from '../options/common-options';
import type { NetworkExecOptions } from './exec';
import { defaultShell, shells } from './shell-text';
import type { NetworkStatusOptions } from './status';

const traceExamples = `
Examples:
  kontti network trace 3c1f…     the whole id, 64 hex digits
  kontti network trace 7/0       the first transaction of block 7
`;

/** The argument as it was written, once it is one. */
function parseTransactionText(text: string): string {
  parseTransactionName(text);
  return text;
}

/** `kontti network trace` */
export function createTrace(): Command {
  return new Command('trace')
    .description('show what a transaction did, and why it was refused (devnet)')
    .addArgument(new Argument('<id>', 'the id, or BLOCK/NUMBER').argParser(parseTransactionText))
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', traceExamples)
    .action(async (transaction: string, options: { dir: string; json?: boolean }) => {
      const { networkTrace } = await import('./trace.js');
      await networkTrace({ ...options, transaction }, terminalOf(options));
    });
}

const statusExamples = `
Examples:
  kontti network status
  kontti network status --company Org2MSP --user User1 --shell powershell
  kontti network status --json
`;

/** `kontti network status` */
export function createStatus(): Command {
  return new Command('status')
    .description('show what runs in a folder: endpoints, chaincode, identities, and an environment to paste')
    .addOption(dirOption())
    .option('--company <name>', 'whose environment is shown, by MSP id or domain (default: the first)')
    .option('--user <name>', 'of which user', 'Admin')
    .addOption(
      new Option('--shell <kind>', 'for which shell').choices(shells).default(defaultShell(process.platform)),
    )
    .addOption(jsonOption())
    .addHelpText('after', statusExamples)
    .action(async (options: NetworkStatusOptions & { json?: boolean }) => {
      const { networkStatus } = await import('./status.js');
      await networkStatus(options, terminalOf(options));
    });
}

const execExamples = `
Examples:
  kontti network exec -- peer channel list
  kontti network exec --company Org2MSP --user User1 -- npm start
  kontti network exec -- sh -c 'peer chaincode query -C $CHANNEL_NAME -n basic -c "{\\"Args\\":[\\"GetAllAssets\\"]}"'

The command gets what fabric-samples' applications read (CHANNEL_NAME, CHAINCODE_NAME, MSP_ID, CRYPTO_PATH,
KEY_DIRECTORY_PATH, CERT_DIRECTORY_PATH, TLS_CERT_PATH, PEER_ENDPOINT, PEER_HOST_ALIAS) and what Fabric's peer
command reads (CORE_PEER_…, FABRIC_CFG_PATH), with ORDERER_ADDRESS and ORDERER_CA for its -o and --cafile.
There is no shell between: on Windows name programs, not scripts. The exit code is the command's own.
`;

/** `kontti network exec` */
export function createExec(): Command {
  return new Command('exec')
    .description("run a command with a company's environment")
    .argument('<command...>', 'after --, the command and its arguments')
    .addOption(dirOption())
    .option('--company <name>', 'as which company, by MSP id or domain (default: the first)')
    .option('--user <name>', 'as which of its users', 'Admin')
    .addOption(
      new Option('--channel <name>', 'the channel (default: that of the running network)').argParser(
        parseChannel,
      ),
    )
    .option('--chaincode <name>', 'for CHAINCODE_NAME (default: the only one of the channel)')
    .addHelpText('after', execExamples)
    .action(async (command: string[], options: NetworkExecOptions) => {
      const { networkExec } = await import('./exec.js');
      process.exitCode = await networkExec(options, command);
    });
}
