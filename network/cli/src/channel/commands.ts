import { Command } from 'commander';
import { createChangeCommands } from './change-commands';
import { createConfigCommand } from './config';
import { createConsortiumCommands } from './consortium-commands';
import { createDecodeCommand } from './decode';
import { createEnvelopeCommands } from './envelope-commands';
import { createFetchCommand } from './fetch';
import { createJoinCommand } from './join';
import { createUpdateCommands } from './update-commands';

const examples = `
An update goes its way as one file:
  kontti channel set-batch --messages 100 --company Org1MSP --out update.json
  kontti channel sign update.json --company OrdererMSP
  kontti channel status update.json
  kontti channel submit update.json --company Org1MSP
`;

/** `kontti channel …` */
export function createChannelCommand(): Command {
  const channel = new Command('channel').addHelpText('after', examples);
  const commands = [
    createConfigCommand(),
    createFetchCommand(),
    createDecodeCommand(),
    ...createChangeCommands(),
    ...createConsortiumCommands(),
    ...createUpdateCommands(),
    ...createEnvelopeCommands(),
    createJoinCommand(),
  ];
  for (const command of commands) channel.addCommand(command);
  return channel;
}
