import { Command } from 'commander';
import { parseWait } from '../options/arguments';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { dirOption, jsonOption, terminalOf } from '../options/common-options';
import { isActorInEnvironment } from '../options/channel-name';
import { addAccessOptions } from '../options/access-options';
import type { CompanyDeployOptions } from './company-deploy';
import { addPackageOptions } from './company-package';
import { addDefinitionOptions } from './definition-options';
import { createCheckCommands } from './check-commands';
import { createDefinitionCommands } from './definition-commands';
import { addEnvironmentOptions, type EnvironmentArguments } from './chaincode-environment';
import { createInitCommand } from './init';
import { createSignCommand } from './offline';
import { createPackageCommand } from './package';
import { createPackageCommands } from './package-commands';
import { createPlanCommand } from './plan';
import { createStartCommand } from './start';
import { createStatusCommand } from './status';
import { createQueryCommands } from './query-commands';

const deployExamples = `
Examples:
  kontti chaincode deploy --name basic --path asset-transfer-basic/chaincode-typescript
  kontti chaincode deploy --name basic --address 127.0.0.1:9999 --signature-policy "AND('Org1MSP.peer','Org2MSP.peer')"
  kontti chaincode deploy --name basic --path ./chaincode --watch
  kontti chaincode deploy --name basic --path ./chaincode --env RATE_SOURCE=https://rates.example --env-file .env
  kontti chaincode deploy --name private --path ./chaincode --collections-config collections_config.json
  kontti chaincode deploy --name basic --package basic.tar.gz --company Org1MSP --wait 1h

For one company it ends with 0 once the definition is committed, and with 2 when the approvals of others are missing:
run it again then. Nothing is doubled.
`;

/** One company's admin is recognised by what only one has: a company of the tree, or an MSP folder. */
function isForCompany({ company, mspPath, mspId, dir, path }: CompanyDeployOptions & DeployFlags): boolean {
  const isNamed = company !== undefined || mspPath !== undefined || mspId !== undefined;
  // A path is for the folder's network to run, whoever the environment says that acts.
  return isNamed || (path === undefined && isActorInEnvironment({ dir }));
}

function createDeploy(): Command {
  const command = new Command('deploy')
    .description('deploy a chaincode: all that is in the power of a company, or of all companies of a tree')
    .option(
      '-p, --path <folder>',
      'a Node chaincode, installed and compiled; the network of the folder runs it',
    )
    .option('--watch', 'go on after the commit: restart the chaincode whenever its compiled output changes')
    .option('--wait <duration>', 'with one company: how long to wait for the others', parseWait);
  return addEnvironmentOptions(addAccessOptions(addPackageOptions(addDefinitionOptions(command))))
    .addOption(jsonOption())
    .addHelpText('after', deployExamples)
    .action(async (options: CompanyDeployOptions & DeployFlags) => {
      const terminal = terminalOf(options);
      const { dir = '.', name, path, watch } = options;
      if (watch === true && path === undefined) throw watchWithoutPath();
      if (isForCompany(options)) {
        const { companyDeploy } = await import('./company-deploy.js');
        await companyDeploy(options, terminal);
      } else {
        const { chaincodeDeploy } = await import('./deploy.js');
        await chaincodeDeploy({ ...options, dir }, terminal);
      }
      if (watch !== true) return;
      const { chaincodeWatch } = await import('./watch.js');
      await chaincodeWatch({ name: name ?? '', dir }, terminal);
    });
}

interface DeployFlags extends EnvironmentArguments {
  readonly watch?: boolean;
  readonly json?: boolean;
}

function watchWithoutPath(): NetworkError {
  const message = 'Leave --watch out, or say with --path where the chaincode is compiled.';
  return new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

const watchExamples = `
Examples:
  kontti chaincode watch --name basic
  npx tsc --watch    (in another terminal, in the chaincode's folder)

Each restart keeps address, package and definition; what is running then fails as when a chaincode crashes, and state stays.
`;

function createWatch(): Command {
  return new Command('watch')
    .description('restart a chaincode that the network runs whenever its compiled output changes')
    .requiredOption('-n, --name <name>', "the chaincode's name on the channel")
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', watchExamples)
    .action(async (options: { name: string; dir: string; json?: boolean }) => {
      const { chaincodeWatch } = await import('./watch.js');
      await chaincodeWatch(options, terminalOf(options));
    });
}

/** `kontti chaincode …` */
export function createChaincodeCommand(): Command {
  const chaincode = new Command('chaincode');
  const commands = [
    createDeploy(),
    createWatch(),
    createPlanCommand(),
    createStatusCommand(),
    createPackageCommand(),
    ...createPackageCommands(),
    ...createDefinitionCommands(),
    ...createQueryCommands(),
    ...createCheckCommands(),
    createSignCommand(),
    createStartCommand(),
    createInitCommand(),
  ];
  for (const command of commands) chaincode.addCommand(command);
  return chaincode;
}
