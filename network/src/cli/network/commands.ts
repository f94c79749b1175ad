import { Command, Option } from 'commander';
import {
  defaultCompanies,
  defaultPeerPort,
  parseBatchMessages,
  parseBatchTimeout,
  parseCompanies,
  parsePort,
} from '../arguments';
import { channelOption, dirOption, jsonOption, terminalOf } from '../common-options';
import { networkDown, networkStatus } from './down';
import { networkUp, type NetworkUpOptions } from './up';

const defaultBatchMessages = 10;
const defaultBatchTimeoutMs = 2_000;

const upExamples = `
Examples:
  kontti network up
  kontti network up --dir /tmp/net --batch-messages 500 --batch-timeout 50ms
  FABRIC_BIN=fabric/bin kontti network up --engine fabric
  kontti network up --companies KouvolaMSP,AirlineMSP=airline.example.com --peer-port 0
`;

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

/** `kontti network …` */
export function createNetworkCommand(): Command {
  const network = new Command('network').description('networks for development and tests');
  for (const command of [createUp(), createStop(), createStatus()]) network.addCommand(command);
  return network;
}
