import { Command, Option } from 'commander';
import {
  defaultCompanies,
  defaultPeerPort,
  parseAttribute,
  parseBatchMessages,
  parseBatchTimeout,
  parseBlocks,
  parseCompanies,
  parsePort,
} from '../options/arguments';
import { channelOption, dirOption, jsonOption, terminalOf } from '../options/common-options';
import { createFaultCommand } from './fault-commands';
import type { NetworkIdentityOptions } from './identity';
import { withFabricOptions } from './fabric-options';
import { createExec, createStatus, createTrace } from './inspection-commands';
import { createDownload, createLogs, createRestart } from './node-commands';
import { createRevert, createSnapshot } from './snapshot-commands';
import type { NetworkUpOptions } from './up-options';

const defaultBatchMessages = 10;
const defaultBatchTimeoutMs = 2_000;

const upExamples = `
Examples:
  kontti network up
  kontti network up --dir /tmp/net --batch-messages 500 --batch-timeout 50ms
  kontti network up --blocks by-hand
  kontti network up --data ./data    (again: the same network goes on)
  FABRIC_BIN=fabric/bin kontti network up --engine fabric
  COUCHDB_BIN=couchdb/bin kontti network up --engine fabric --state-db couchdb
  COUCHDB_USER=admin COUCHDB_PASSWORD=… kontti network up --engine fabric --state-db couchdb --couchdb localhost:5984,localhost:7984
  kontti network up --engine fabric --peers 2 --orderers 3
  kontti network up --engine fabric --consensus bft
  kontti network up --engine test-network --fabric-samples ../fabric-samples    # once its network.sh runs
  kontti network up --consortium consortium.yaml
  kontti network up --peer-chaincodedev    # then: CORE_CHAINCODE_ID_NAME=basic:1.0 npx fabric-chaincode-node start --peer.address localhost:7052
  kontti network up --companies KouvolaMSP,AirlineMSP=airline.example.com --peer-port 0
`;

/** What the channel's first block says. */
function withChannelOptions(command: Command): Command {
  return command
    .addOption(channelOption())
    .addOption(
      new Option('--governance <kind>', 'how many companies must agree to a chaincode definition')
        .choices(['majority', 'unanimous'])
        .default('majority'),
    )
    .addOption(
      new Option(
        '--channel-capability <name>',
        'what nodes of the channel must be able to do: V3_0 needs Fabric v3, and takes keys of Ed25519 (default: V2_0, with bft V3_0)',
      ).choices(['V2_0', 'V3_0']),
    );
}

function createUp(): Command {
  return withFabricOptions(withChannelOptions(new Command('up')))
    .description("start a network in this process: without options the twin of fabric-samples' test network")
    .addOption(dirOption())
    .addOption(
      new Option(
        '--engine <kind>',
        "fabric runs Fabric's own peers and orderer, from FABRIC_BIN, bin/, the PATH or the cache; test-network joins the one that fabric-samples' scripts started",
      )
        .choices(['devnet', 'fabric', 'test-network'])
        .default('devnet'),
    )
    .option('--consortium <file>', 'take companies, channel, governance and the rest from a consortium.yaml')
    .addOption(
      new Option('--companies <list>', 'MSP ids, each with =domain if wanted')
        .default(defaultCompanies, 'Org1MSP,Org2MSP')
        .argParser(parseCompanies),
    )
    .option(
      '--peer-port <port>',
      'port of the first peer, the other companies are 2000 apart, an orderer one below; 0: free ones',
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
      new Option(
        '--blocks <how>',
        'automatic: by count and time; by-hand: by "kontti network cut-block"; a duration: that often (devnet)',
      )
        .default('automatic')
        .argParser(parseBlocks),
    )
    .option(
      '--data <folder>',
      'keep the network in this folder and go on with it: identities, ledger, chaincode',
    )
    .addOption(
      new Option('--state-db <kind>', 'couchdb: JSON as documents, with rich queries')
        .choices(['leveldb', 'couchdb'])
        .default('leveldb'),
    )
    .option(
      '--peer-chaincodedev',
      'chaincode may dial each peer, one port above it, and register under NAME:VERSION (devnet)',
    )
    .option('--verbose', 'show what the chaincode writes')
    .addOption(jsonOption())
    .addHelpText('after', upExamples)
    .action(async (options: NetworkUpOptions & { json?: boolean }, command: Command) => {
      const isGiven = (name: string): boolean => command.getOptionValueSource(name) !== 'default';
      const { prepareUp } = await import('./prepare-up.js');
      const prepared = await prepareUp(options, isGiven);
      const { networkUp } = await import('./up.js');
      await networkUp(prepared, terminalOf(options));
    });
}

const downExamples = `
Examples:
  kontti network down
  kontti network down --dir /tmp/net
`;

function createStop(): Command {
  return new Command('down')
    .description('stop the network of a folder, and the chaincode that it runs')
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', downExamples)
    .action(async (options: { dir: string; json?: boolean }) => {
      const { networkDown } = await import('./down.js');
      await networkDown(options, terminalOf(options));
    });
}

const cutBlockExamples = `
Examples:
  kontti network cut-block
  kontti network cut-block --dir /tmp/net --json
`;

function createCutBlock(): Command {
  return new Command('cut-block')
    .description('have everything that was submitted committed now (devnet)')
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', cutBlockExamples)
    .action(async (options: { dir: string; json?: boolean }) => {
      const { networkCutBlock } = await import('./cut-block.js');
      await networkCutBlock(options, terminalOf(options));
    });
}

const identityExamples = `
Examples:
  kontti network identity --company Org1MSP --name erp --attribute kontti.role=operator
  kontti network identity --company Org2MSP --name auditor --role admin --json
  kontti network identity --company Org2MSP --name vault --key-type P-384
`;

function createIdentity(): Command {
  return new Command('identity')
    .description('make an identity of a company, as an MSP folder beside the others in organizations/')
    .requiredOption('--company <name>', 'the company that issues it, by MSP id or domain')
    .requiredOption('--name <name>', 'its name: the certificate says NAME@DOMAIN')
    .addOption(
      new Option('--role <role>', 'what the certificate says it is (NodeOU)')
        .choices(['client', 'admin', 'peer', 'orderer'])
        .default('client'),
    )
    .addOption(
      new Option('--attribute <name=value>', 'an attribute that chaincode can read; may be repeated')
        .default({}, 'none')
        .argParser(parseAttribute),
    )
    .addOption(
      new Option('--key-type <kind>', 'of its key; Ed25519 needs Fabric v3 and a channel of V3_0')
        .choices(['P-256', 'P-384', 'Ed25519'])
        .default('P-256'),
    )
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', identityExamples)
    .action(async (options: NetworkIdentityOptions & { json?: boolean }) => {
      const { networkIdentity } = await import('./identity.js');
      await networkIdentity(options, terminalOf(options));
    });
}

/** `kontti network …` */
export function createNetworkCommand(): Command {
  const network = new Command('network');
  const commands = [
    createUp(),
    createStop(),
    createStatus(),
    createCutBlock(),
    createSnapshot(),
    createRevert(),
    createIdentity(),
    createTrace(),
    createRestart(),
    createLogs(),
    createDownload(),
    createFaultCommand(),
    createExec(),
  ];
  for (const command of commands) network.addCommand(command);
  return network;
}
