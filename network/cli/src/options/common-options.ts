import { Option } from 'commander';
import { parseChannel } from './arguments';
import { defaultChannel } from './channel-name';
import { createTerminal, type Terminal } from './terminal';

/** The terminal of this process, as a command's options want it. */
export function terminalOf({ json }: { json?: boolean }): Terminal {
  return createTerminal({
    isJson: json === true,
    output: process.stdout,
    errors: process.stderr,
    env: process.env,
  });
}

export function dirOption(): Option {
  return new Option('--dir <folder>', 'the folder in which organizations/ is').default('.', 'here');
}

export function jsonOption(): Option {
  return new Option('--json', 'one JSON object a line instead of text');
}

export function channelOption(): Option {
  return new Option('-c, --channel <name>', 'the channel').default(defaultChannel).argParser(parseChannel);
}
