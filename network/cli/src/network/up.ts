import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { processLimits } from '@kontti/fabric-admin/processes';
import { createChaincodeProcesses } from '@kontti/fabric-admin/processes';
import { createControlClient } from '../control/client';
import { keepProcesses, type KeptProcesses } from '../control/kept-processes';
import { startControlServer } from '../control/server';
import { startEngine } from './engine';
import type { EngineNetwork } from './engine-network';
import { removePeerCommandSettings, writePeerCommandSettings } from './peer-command';
import {
  claimOrganizations,
  companiesToText,
  readNetworkState,
  removeNetworkState,
  writeNetworkState,
} from '../control/network-state';
import { noteReport } from './status';
import type { NetworkUpOptions } from './up-options';
import type { Terminal } from '../options/terminal';

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

/** Somebody's wish that the network stops: by a signal, from the first moment on, or over the control endpoint. */
interface StopRequest {
  readonly signal: AbortSignal;
  readonly request: () => void;
  readonly forgetSignals: () => void;
}

function createStopRequest(): StopRequest {
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];
  const controller = new AbortController();
  const request = (): void => {
    controller.abort();
  };
  for (const signal of signals) process.on(signal, request);
  return {
    signal: controller.signal,
    request,
    forgetSignals: () => {
      for (const signal of signals) process.removeListener(signal, request);
    },
  };
}

/** What the network runs, and has to run again because it was kept. */
function startProcesses(
  options: NetworkUpOptions & { network: EngineNetwork },
  terminal: Terminal,
): Promise<KeptProcesses> {
  const { network, data, verbose } = options;
  const processes = createChaincodeProcesses({
    onOutput: ({ name, mspId }, line) => {
      if (verbose === true) terminal.note(`[${name} ${mspId}] ${line}`);
    },
    onExit: ({ name, mspId }, { lastLines }) => {
      terminal.failure(
        `The chaincode '${name}' of ${mspId} ended: restart it with "kontti network restart ${name}". It wrote last:`,
      );
      for (const line of lastLines.slice(-processLimits.failureLinesMax)) terminal.note(line);
    },
  });
  return keepProcesses({
    processes,
    wantedPackageId: network.wantedPackageId ?? (() => Promise.resolve(undefined)),
    ...(data === undefined ? {} : { file: join(resolve(data), 'chaincode.json') }),
    onFailure: ({ name, mspId }, error) => {
      const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
      terminal.failure(`The chaincode '${name}' of ${mspId} does not run, deploy it again: ${reason}`);
    },
  });
}

/** Serves the control endpoint until somebody asks, by a signal or over it, that the network stops. */
async function serve(
  options: NetworkUpOptions & { network: EngineNetwork; stop: StopRequest },
  terminal: Terminal,
): Promise<void> {
  const { network, stop, engine } = options;
  const directory = resolve(options.dir);
  const { channelId } = network;
  const companies = network.companies.map(({ mspId, endpoint, chaincodeEndpoint }) => ({
    ...{ mspId, endpoint },
    ...(chaincodeEndpoint === undefined ? {} : { chaincodeEndpoint }),
  }));
  const { orderer } = network;
  const processes = await startProcesses(options, terminal);
  const token = randomBytes(tokenBytes).toString('hex');
  const describe = () => ({
    ...{ pid: process.pid, engine, channelId, companies, orderer },
    ...(network.isContained === true ? { isContained: true } : {}),
    ...(network.chaincodeHost === undefined ? {} : { chaincodeHost: network.chaincodeHost }),
    ...(network.nodes === undefined ? {} : { nodes: network.nodes() }),
  });
  const control = await startControlServer({
    token,
    processes,
    describe,
    routes: network.routes?.({ onReverted: () => processes.resume() }) ?? {},
    onDefect: (error) => {
      terminal.failure(error instanceof Error ? (error.stack ?? error.message) : String(error));
    },
    onShutdown: stop.request,
  });
  try {
    const { pid } = process;
    await processes.resume();
    await writePeerCommandSettings(directory);
    await writeNetworkState(directory, { pid, channelId, companies, control: control.address, token });
    const organizations = join(directory, 'organizations');
    const peers = companiesToText(companies);
    terminal.note(network.note);
    terminal.result({
      text: `ready: channel ${channelId}, ${peers}, orderer ${orderer}, identities in ${organizations}`,
      json: { event: 'ready', pid, channelId, companies, orderer, organizations },
    });
    if (!terminal.isJson) await noteReport({ ...describe(), chaincode: processes.list() }, options, terminal);
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
  } finally {
    await control.stop();
    await processes.stop();
  }
}

/** Runs a network until it is asked to stop, by a signal or by `kontti network down`. */
export async function networkUp(options: NetworkUpOptions, terminal: Terminal): Promise<void> {
  const directory = resolve(options.dir);
  await checkNotRunning(directory);
  const data = options.data === undefined ? undefined : resolve(options.data);
  const claim = await claimOrganizations({ directory, data });
  const stop = createStopRequest();
  try {
    const network = await startEngine({ ...options, signal: stop.signal }, terminal).catch(
      async (error: unknown) => {
        await claim.release();
        throw error;
      },
    );
    try {
      await serve({ ...options, network, stop }, terminal);
    } finally {
      await network.stop();
      await removePeerCommandSettings(directory);
      // Last of all: when it is gone, the ports are free.
      await removeNetworkState(directory);
    }
  } finally {
    stop.forgetSignals();
  }
}
