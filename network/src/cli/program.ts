import { Command } from 'commander';
import { createChaincodeCommand } from './chaincode/commands';
import { createChannelCommand } from './channel/commands';
import { createConsortiumCommand } from './consortium/commands';
import { createDoctorCommand } from './doctor/commands';
import { createExplorerCommands } from './explorer/commands';
import { createNetworkCommand } from './network/commands';

/** The command `kontti`. */
export function createProgram(): Command {
  const program = new Command('kontti')
    .description('Hyperledger Fabric networks for development, and chaincode on them')
    .showHelpAfterError('(add --help for the options)');
  for (const command of [
    createNetworkCommand(),
    createChaincodeCommand(),
    createChannelCommand(),
    createConsortiumCommand(),
    createDoctorCommand(),
    ...createExplorerCommands(),
  ])
    program.addCommand(command);
  return program;
}
