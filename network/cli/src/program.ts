import { Command } from 'commander';
import { createChaincodeCommand } from './chaincode/commands';
import { createChannelCommand } from './channel/commands';
import { createConsortiumCommand } from './consortium/commands';
import { createDoctorCommand } from './doctor/commands';
import { createExplorerCommands } from './explorer/commands';
import { createNetworkCommand } from './network/commands';

/** Commands that are made apart inherit nothing: each is told. */
function showHelpAfterError(command: Command): void {
  command.showHelpAfterError('(add --help for the options)');
  for (const child of command.commands) showHelpAfterError(child);
}

/** The command `kontti`. */
export function createProgram(): Command {
  const program = new Command('kontti').description(
    'Hyperledger Fabric networks for development, and chaincode on them',
  );
  for (const command of [
    createNetworkCommand(),
    createChaincodeCommand(),
    createChannelCommand(),
    createConsortiumCommand(),
    createDoctorCommand(),
    ...createExplorerCommands(),
  ])
    program.addCommand(command);
  showHelpAfterError(program);
  return program;
}
