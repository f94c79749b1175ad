import { spawn, type ChildProcess } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { userEnvironment } from '../options/grpc-verbosity';
import { chooseChannel } from '../options/channel-name';
import { controlLimits } from '../control/limits';
import { readCommitted } from './committed';
import { findNetwork } from '../control/find-network';
import { readCompanyEnvironment, type Variables } from './environment';
import { isPeerCommandFolder } from './peer-command';
import { markFolder, readNetworkState } from '../control/network-state';

export interface NetworkExecOptions {
  readonly dir: string;
  readonly company?: string;
  readonly user: string;
  readonly channel?: string;
  readonly chaincode?: string;
}

const notExecutableExitCode = 126;
const notFoundExitCode = 127;
const signalExitCodeBase = 128;

/** What runs in the folder; undefined in a tree that another network made. @throws NetworkError NETWORK_ABSENT */
async function readRunning(directory: string): Promise<{ channelId: string; orderer?: string } | undefined> {
  const isOwn = (await stat(markFolder(directory)).catch(() => undefined)) !== undefined;
  if (!isOwn && (await readNetworkState(directory)) === undefined) return undefined;
  return (await findNetwork(directory)).status();
}

/** With one chaincode on the channel there is no question which is meant. */
async function findOnlyChaincode(directory: string, channelId: string): Promise<string | undefined> {
  const committed = await readCommitted({
    directory,
    channelId,
    callTimeoutMs: controlLimits.statusTimeoutMs,
  }).catch(() => []);
  return committed.length === 1 ? committed[0]?.name : undefined;
}

async function readVariables(options: NetworkExecOptions): Promise<Variables> {
  const { company, user, chaincode, channel } = options;
  const directory = resolve(options.dir);
  const running = await readRunning(directory);
  const channelId = await chooseChannel({ dir: directory, channel: channel ?? running?.channelId });
  const { variables } = await readCompanyEnvironment({
    ...{ directory, company, user, channelId, orderer: running?.orderer },
    chaincodeName:
      chaincode ?? process.env['CHAINCODE_NAME'] ?? (await findOnlyChaincode(directory, channelId)),
  });
  const own = process.env['FABRIC_CFG_PATH'] ?? '';
  if (own === '' || !(await isPeerCommandFolder(own))) return variables;
  return { ...variables, FABRIC_CFG_PATH: own };
}

function toStartFailure(
  error: NodeJS.ErrnoException,
  command: string,
): { exitCode: number; message: string } {
  if (error.code === 'ENOENT') {
    const message = `There is no command ${command}: install it, or name it with its path.`;
    return { exitCode: notFoundExitCode, message };
  }
  return {
    exitCode: notExecutableExitCode,
    message: `The command ${command} cannot be run: ${error.message}.`,
  };
}

/** Hands signals on. What is typed at a terminal reaches the child by itself. */
function forwardSignals(child: ChildProcess): () => void {
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'];
  const typed = new Set<NodeJS.Signals>(['SIGINT', 'SIGQUIT', 'SIGBREAK']);
  const handlers = signals.map((signal) => {
    const handle = (): void => {
      if (!(process.stdin.isTTY && typed.has(signal))) child.kill(signal);
    };
    process.on(signal, handle);
    return { signal, handle };
  });
  return () => {
    for (const { signal, handle } of handlers) process.removeListener(signal, handle);
  };
}

/** Runs a command to its end, without a shell. */
function run(command: readonly string[], variables: Variables): Promise<number> {
  const [file = '', ...args] = command;
  return new Promise((fulfil, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', env: { ...userEnvironment(), ...variables } });
    const forget = forwardSignals(child);
    child.once('error', (error: NodeJS.ErrnoException) => {
      forget();
      const { exitCode, message } = toStartFailure(error, file);
      reject(new NetworkError({ code: 'COMMAND_FAILED', message, details: { exitCode }, cause: error }));
    });
    child.once('exit', (code, signal) => {
      forget();
      fulfil(code ?? signalExitCodeBase + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * Runs a command as one user of a company, with the variables that applications and the `peer` command read; settles with
 * its exit code. @throws NetworkError COMMAND_FAILED when it cannot be started, with the exit code of shells
 */
export async function networkExec(options: NetworkExecOptions, command: readonly string[]): Promise<number> {
  return run(command, await readVariables(options));
}
