import { Command, Option } from 'commander';
import { parseCompanies } from '../options/arguments';
import { dirOption, jsonOption, terminalOf } from '../options/common-options';
import { addCallerOptions } from './caller-options';
import type { CheckDeterminismOptions } from './check-determinism';
import type { PolicyMatrixCommandOptions } from './policy-matrix';

const matrixExamples = `
Examples:
  kontti chaincode policy-matrix --name basic --invoke '{"Args":["DeleteAsset","asset1"]}'
  kontti chaincode policy-matrix --name kontti --company Org2MSP --role admin --invoke '{"function":"company:Register","Args":["{}"]}'
`;

function createPolicyMatrix(): Command {
  const command = new Command('policy-matrix')
    .description(
      "show which companies' endorsements make calls valid now, without committing anything (devnet)",
    )
    .requiredOption('-n, --name <name>', "the chaincode's name on the channel");
  return addCallerOptions(command)
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', matrixExamples)
    .action(async (options: PolicyMatrixCommandOptions & { json?: boolean }) => {
      const { chaincodePolicyMatrix } = await import('./policy-matrix.js');
      await chaincodePolicyMatrix(options, terminalOf(options));
    });
}

const determinismExamples = `
The calls run in their order and are committed, so that later ones find what earlier ones wrote. Exit code 1 when anything differs.

Examples:
  kontti chaincode check-determinism --path ./chaincode --invoke '{"Args":["InitLedger"]}' --invoke '{"Args":["ReadAsset","asset1"]}'
  kontti chaincode check-determinism --path ./chaincode --state-db couchdb --invoke '{"Args":["InitLedger"]}' --invoke '{"Args":["ReadAsset","asset1"]}'
  kontti chaincode check-determinism --path ./chaincode --companies Org1MSP,Org2MSP --company Org2MSP --invoke '{"Args":["Make","a"]}'
`;

function createCheckDeterminism(): Command {
  const command = new Command('check-determinism')
    .description('run calls twice in another time, zone, locale, host and random seed, and show what differs')
    .requiredOption('-p, --path <folder>', 'a Node chaincode, installed and compiled')
    .option('-n, --name <name>', "the chaincode's name on the channel", 'chaincode')
    .addOption(
      new Option('--companies <list>', 'companies of the network on which it runs')
        .default(parseCompanies('Org1MSP'), 'Org1MSP')
        .argParser(parseCompanies),
    )
    .addOption(
      new Option(
        '--state-db <kind>',
        'couchdb: also for a peer whose cache holds JSON as it was put, not as CouchDB has it',
      )
        .choices(['leveldb', 'couchdb'])
        .default('leveldb'),
    )
    .option('--signature-policy <policy>', "endorsement policy, e.g. OR('Org1MSP.peer','Org2MSP.peer')")
    .option('--collections-config <file>', "private data collections, in the peer command's JSON");
  return addCallerOptions(command)
    .addOption(jsonOption())
    .addHelpText('after', determinismExamples)
    .action(async (options: CheckDeterminismOptions & { json?: boolean }) => {
      const { chaincodeCheckDeterminism } = await import('./check-determinism.js');
      await chaincodeCheckDeterminism(options, terminalOf(options));
    });
}

/** What is tried out on chaincode. */
export function createCheckCommands(): readonly Command[] {
  return [createCheckDeterminism(), createPolicyMatrix()];
}
