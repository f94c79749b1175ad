import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { startDevnet } from '../devnet/start-devnet';
import type { Devnet, DevnetGovernance } from '../devnet/types';
import { NetworkError } from '../errors';
import { processLimits } from '../lifecycle/limits';
import { companyToPeerPort, type CompanyArgument } from './arguments';
import { createChaincodeProcesses } from './chaincode-processes';
import { createControlClient } from './control-client';
import { startControlServer } from './control-server';
import { claimOrganizations, readNetworkState, removeNetworkState, writeNetworkState } from './network-state';
import type { Terminal } from './terminal';

export interface NetworkUpOptions {
  readonly dir: string;
  readonly channel: string;
  readonly companies: readonly CompanyArgument[];
  readonly peerPort: number;
  readonly batchMessages: number;
  /** Milliseconds. */
  readonly batchTimeout: number;
  readonly governance: DevnetGovernance;
  readonly dataDir?: string;
  readonly verbose?: boolean;
}

const tokenBytes = 32;

async function checkNotRunning(directory: string): Promise<void> {
  const state = await readNetworkState(directory);
  if (state === undefined) return;
  const isRunning = await createControlClient(state)
    .status()
    .then(
      () => true,
      () => false,
    );
  if (!isRunning) return;
  throw new NetworkError({
    code: 'NETWORK_RUNNING',
    message: `A network runs in ${directory} already (process ${state.pid}): stop it with "kontti network down --dir ${directory}".`,
    details: { directory, pid: state.pid },
  });
}

async function start(options: NetworkUpOptions, directory: string, terminal: Terminal): Promise<Devnet> {
  const { channel, companies, peerPort, batchMessages, batchTimeout, governance, dataDir } = options;
  try {
    return await startDevnet({
      companies: companies.map((company, index) => ({
        ...company,
        peerPort: companyToPeerPort({ index, firstPort: peerPort }),
      })),
      channelId: channel,
      batch: { messagesMax: batchMessages, timeoutMs: batchTimeout },
      directory: join(directory, 'organizations'),
      governance,
      logger: {
        info: () => undefined,
        warn: (message) => {
          terminal.note(message);
        },
      },
      ...(dataDir === undefined ? {} : { dataDirectory: resolve(dataDir) }),
    });
  } catch (error) {
    if (!(error instanceof NetworkError) || error.code !== 'PORT_TAKEN') throw error;
    throw new NetworkError({
      code: 'PORT_TAKEN',
      message: `Port ${String(error.details['port'])} is taken: stop what listens there, or choose others with --peer-port (0 takes free ones).`,
      details: error.details,
      cause: error,
    });
  }
}

function waitForSignal(onStop: () => void): () => void {
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];
  for (const signal of signals) process.once(signal, onStop);
  return () => {
    for (const signal of signals) process.removeListener(signal, onStop);
  };
}

/** Serves the control endpoint until somebody asks, by a signal or over it, that the network stops. */
async function serve(options: NetworkUpOptions, network: Devnet, terminal: Terminal): Promise<void> {
  const directory = resolve(options.dir);
  const { channelId } = network;
  const companies = network.companies.map(({ mspId, endpoint }) => ({ mspId, endpoint }));
  const processes = createChaincodeProcesses({
    onOutput: ({ name, mspId }, line) => {
      if (options.verbose === true) terminal.note(`[${name} ${mspId}] ${line}`);
    },
    onExit: ({ name, mspId }, lastLines) => {
      terminal.failure(`The chaincode '${name}' of ${mspId} ended: deploy it again. It wrote last:`);
      for (const line of lastLines.slice(-processLimits.failureLinesMax)) terminal.note(line);
    },
  });
  let requestStop: () => void = () => undefined;
  const stopRequested = new Promise<void>((resolveStop) => {
    requestStop = resolveStop;
  });
  const token = randomBytes(tokenBytes).toString('hex');
  const control = await startControlServer({
    token,
    processes,
    describe: () => ({ pid: process.pid, channelId, companies }),
    onShutdown: requestStop,
  });
  const forgetSignals = waitForSignal(requestStop);
  try {
    const { pid } = process;
    await writeNetworkState(directory, { pid, channelId, companies, control: control.address, token });
    const organizations = join(directory, 'organizations');
    const peers = companies.map(({ mspId, endpoint }) => `${mspId} ${endpoint}`).join(', ');
    terminal.note('A network for development and tests: one process, no consensus, no gossip.');
    terminal.result({
      text: `ready: channel ${channelId}, ${peers}, identities in ${organizations}`,
      json: { event: 'ready', pid, channelId, companies, organizations },
    });
    await stopRequested;
  } finally {
    forgetSignals();
    await control.stop();
    await processes.stop();
  }
}

/** Runs a network until it is told to stop, by a signal or by `kontti network down`. */
export async function networkUp(options: NetworkUpOptions, terminal: Terminal): Promise<void> {
  const directory = resolve(options.dir);
  await checkNotRunning(directory);
  await claimOrganizations(directory);
  const network = await start(options, directory, terminal);
  try {
    await serve(options, network, terminal);
  } finally {
    await network.stop();
    // Last of all: when it is gone, the ports are free.
    await removeNetworkState(directory);
  }
}
