import { Command, Option } from 'commander';
import {
  defaultCompanies,
  defaultPeerPort,
  parseAddress,
  parseBatchMessages,
  parseBatchTimeout,
  parseChannel,
  parseCompanies,
  parsePort,
  parseSequence,
} from './arguments';
import { chaincodeDeploy, type ChaincodeDeployOptions } from './chaincode-deploy';
import { networkDown, networkStatus } from './network-down';
import { networkUp, type NetworkUpOptions } from './network-up';
import { createTerminal, type Terminal } from './terminal';

const defaultBatchMessages = 10;
const defaultBatchTimeoutMs = 2_000;

const upExamples = `
Examples:
  kontti network up
  kontti network up --dir /tmp/net --batch-messages 500 --batch-timeout 50ms
  FABRIC_BIN=fabric/bin kontti network up --engine fabric
  kontti network up --companies KouvolaMSP,AirlineMSP=airline.example.com --peer-port 0
`;

const deployExamples = `
Examples:
  kontti chaincode deploy --name basic --path asset-transfer-basic/chaincode-typescript
  kontti chaincode deploy --name basic --address 127.0.0.1:9999 --signature-policy "AND('Org1MSP.peer','Org2MSP.peer')"
  kontti chaincode deploy --name private --path ./chaincode --collections-config collections_config.json
`;

function terminalOf({ json }: { json?: boolean }): Terminal {
  return createTerminal({
    isJson: json === true,
    output: process.stdout,
    errors: process.stderr,
    env: process.env,
  });
}

function dirOption(): Option {
  return new Option('--dir <folder>', 'the folder in which organizations/ stands').default('.', 'here');
}

function jsonOption(): Option {
  return new Option('--json', 'one JSON object a line instead of text');
}

function channelOption(): Option {
  return new Option('--channel <name>', 'the channel').default('mychannel').argParser(parseChannel);
}

function createUp(): Command {
  return new Command('up')
    .description("start a network in this process: without options the twin of fabric-samples' test network")
    .addOption(dirOption())
    .addOption(
      new Option('--engine <kind>', "fabric runs Fabric's own peers and orderer, from FABRIC_BIN or the PATH")
        .choices(['devnet', 'fabric'])
        .default('devnet'),
    )
    .addOption(channelOption())
    .addOption(
      new Option('--companies <list>', 'MSP ids, each with =domain if wanted')
        .default(defaultCompanies, 'Org1MSP,Org2MSP')
        .argParser(parseCompanies),
    )
    .option(
      '--peer-port <port>',
      'port of the first peer, the next are 2000 apart; 0: free ones',
      parsePort,
      defaultPeerPort,
    )
    .option('--batch-messages <n>', 'transactions of a block', parseBatchMessages, defaultBatchMessages)
    .addOption(
      new Option('--batch-timeout <duration>', 'how long a transaction waits for others')
        .default(defaultBatchTimeoutMs, '2s')
        .argParser(parseBatchTimeout),
    )
    .addOption(
      new Option('--governance <kind>', 'how many companies must agree to a chaincode definition')
        .choices(['majority', 'unanimous'])
        .default('majority'),
    )
    .option('--data-dir <folder>', 'keep the ledger in this folder instead of in memory (devnet)')
    .option('--verbose', 'show what the chaincode writes')
    .addOption(jsonOption())
    .addHelpText('after', upExamples)
    .action(async (options: NetworkUpOptions & { json?: boolean }) => {
      await networkUp(options, terminalOf(options));
    });
}

function createDeploy(): Command {
  return new Command('deploy')
    .description('package, install, approve and commit a chaincode on all companies of a network')
    .requiredOption('--name <name>', "the chaincode's name on the channel")
    .option('--path <folder>', 'a Node chaincode, installed and compiled; the network runs it')
    .option('--address <host:port>', 'where a chaincode listens as a service, now or later', parseAddress)
    .option('--signature-policy <policy>', "endorsement policy, e.g. OR('Org1MSP.peer','Org2MSP.peer')")
    .option('--channel-config-policy <path>', 'endorsement policy by its path in the channel')
    .option('--collections-config <file>', "private data collections, in the peer command's JSON")
    .addOption(channelOption())
    .addOption(dirOption())
    .option('--version <version>', "the definition's version", '1.0')
    .option('--sequence <n>', "the definition's sequence (default: the next)", parseSequence)
    .option('--label <label>', "the package's label (default: NAME_VERSION)")
    .option('--init-required', 'the chaincode must be initialised before it is used')
    .addOption(jsonOption())
    .addHelpText('after', deployExamples)
    .action(async (options: ChaincodeDeployOptions & { json?: boolean }) => {
      await chaincodeDeploy(options, terminalOf(options));
    });
}

function createStop(): Command {
  return new Command('down')
    .description('stop the network of a folder')
    .addOption(dirOption())
    .addOption(jsonOption())
    .action(async (options: { dir: string; json?: boolean }) => {
      await networkDown(options, terminalOf(options));
    });
}

function createStatus(): Command {
  return new Command('status')
    .description('tell what runs in a folder')
    .addOption(dirOption())
    .addOption(jsonOption())
    .action(async (options: { dir: string; json?: boolean }) => {
      await networkStatus(options, terminalOf(options));
    });
}

/** The command `kontti`. */
export function createProgram(): Command {
  const network = new Command('network').description('networks for development and tests');
  for (const command of [createUp(), createStop(), createStatus()]) network.addCommand(command);
  const chaincode = new Command('chaincode')
    .description('chaincode on a running network')
    .addCommand(createDeploy());
  return new Command('kontti')
    .description('Hyperledger Fabric networks for development, and chaincode on them')
    .addCommand(network)
    .addCommand(chaincode)
    .showHelpAfterError('(add --help for the options)');
}
