import { Command } from 'commander';
import { parseAddress, parseSequence } from '../arguments';
import { channelOption, dirOption, jsonOption, terminalOf } from '../common-options';
import { createDefinitionCommands } from './definition-commands';
import { chaincodeDeploy, type ChaincodeDeployOptions } from './deploy';
import { createPackageCommands } from './package-commands';
import { createQueryCommands } from './query-commands';

const deployExamples = `
Examples:
  kontti chaincode deploy --name basic --path asset-transfer-basic/chaincode-typescript
  kontti chaincode deploy --name basic --address 127.0.0.1:9999 --signature-policy "AND('Org1MSP.peer','Org2MSP.peer')"
  kontti chaincode deploy --name private --path ./chaincode --collections-config collections_config.json
`;

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

/** `kontti chaincode …` */
export function createChaincodeCommand(): Command {
  const chaincode = new Command('chaincode').description('the lifecycle of chaincode, on any Fabric network');
  const commands = [
    createDeploy(),
    ...createPackageCommands(),
    ...createDefinitionCommands(),
    ...createQueryCommands(),
  ];
  for (const command of commands) chaincode.addCommand(command);
  return chaincode;
}
