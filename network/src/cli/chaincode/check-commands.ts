import { Command } from 'commander';
import { dirOption, jsonOption, terminalOf } from '../common-options';
import { addCallerOptions } from './caller-options';
import { chaincodePolicyMatrix, type PolicyMatrixCommandOptions } from './policy-matrix';

const matrixExamples = `
Examples:
  kontti chaincode policy-matrix --name basic --invoke '{"Args":["DeleteAsset","asset1"]}'
  kontti chaincode policy-matrix --name kontti --company Org2MSP --role admin --invoke '{"function":"company:Register","Args":["{}"]}'
`;

function createPolicyMatrix(): Command {
  const command = new Command('policy-matrix')
    .description(
      "tell which companies' endorsements make calls valid now, without committing anything (devnet)",
    )
    .requiredOption('--name <name>', "the chaincode's name on the channel");
  return addCallerOptions(command)
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', matrixExamples)
    .action(async (options: PolicyMatrixCommandOptions & { json?: boolean }) => {
      await chaincodePolicyMatrix(options, terminalOf(options));
    });
}

/** What is tried out on chaincode. */
export function createCheckCommands(): readonly Command[] {
  return [createPolicyMatrix()];
}
