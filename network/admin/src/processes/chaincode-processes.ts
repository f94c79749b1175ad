import { NetworkError } from '@kontti/fabric-protocol/base';
import {
  startChaincodeProcess,
  type ChaincodeExit,
  type ChaincodeProcess,
  type ChaincodeProcessOptions,
} from './chaincode-process';
import { processLimits } from './limits';

export interface ProcessRequest extends Pick<
  ChaincodeProcessOptions,
  'path' | 'address' | 'packageId' | 'mspId' | 'tls' | 'env'
> {
  /** The chaincode's name on the channel. */
  readonly name: string;
}

/** A process as it is reported: its own variables may be secrets. */
export type ListedProcess = Omit<ProcessRequest, 'env'> & { readonly pid: number };

/** What runs chaincode processes: this program, or another one that is asked to. */
export interface ProcessStarter {
  /** @throws NetworkError CHAINCODE_START_FAILED */
  start(request: ProcessRequest): Promise<unknown>;
  /** Stops the processes that run these packages. */
  end(packageIds: readonly string[]): Promise<void>;
}

/** The chaincode processes of one network. */
export interface ChaincodeProcesses extends ProcessStarter {
  /**
   * Starts a process, and settles when it listens; at most 256 run at a time.
   * @throws NetworkError CHAINCODE_START_FAILED, CHAINCODE_SOURCE_INVALID
   */
  start(request: ProcessRequest): Promise<ChaincodeProcess>;
  /** Starts processes anew, those that ended by themselves included; returns how many. @throws NetworkError CHAINCODE_START_FAILED */
  restart(isWanted: (request: ProcessRequest) => boolean): Promise<number>;
  /** What runs. */
  list(): readonly ListedProcess[];
  /** Process id of the process that runs a package, or ran it last; undefined where none did. */
  pidOf(packageId: string): number | undefined;
  /** Stops all processes, and settles when they have ended. */
  stop(): Promise<void>;
}

/** How a process ended. */
export interface ChaincodeEnd {
  readonly exit: ChaincodeExit;
  readonly lastLines: readonly string[];
}

/** @throws NetworkError CHAINCODE_START_FAILED where so many processes run that no other may */
function requireRoom(runningCount: number): void {
  if (runningCount < processLimits.processesMax) return;
  const message = `The network runs ${runningCount} chaincode processes already: stop it and start anew.`;
  throw new NetworkError({ code: 'CHAINCODE_START_FAILED', message });
}

/**
 * A set of chaincode processes, empty at first. `onOutput` is called with every line that a chaincode writes, `onExit` when a process ends without
 * being asked to.
 * @example
 * const processes = createChaincodeProcesses({ onOutput: ({ name }, line) => console.log(name, line) });
 * await processes.start({ name: 'basic', path: 'chaincode', address: '127.0.0.1:9999', packageId, mspId: 'Org1MSP' });
 */
export function createChaincodeProcesses(
  options: {
    readonly onOutput?: (chaincode: ProcessRequest, line: string) => void;
    readonly onExit?: (chaincode: ProcessRequest, end: ChaincodeEnd) => void;
  } = {},
): ChaincodeProcesses {
  const running = new Map<ChaincodeProcess, ProcessRequest>();
  /** What ended without being asked to, or did not start again: a restart brings it back. */
  const ended = new Set<ProcessRequest>();
  const pids = new Map<string, number>();
  async function stop(chaincode: ChaincodeProcess): Promise<void> {
    running.delete(chaincode);
    await chaincode.stop();
  }
  function watch(chaincode: ChaincodeProcess, request: ProcessRequest): void {
    void chaincode.exited.then((exit) => {
      if (!running.delete(chaincode)) return;
      ended.add(request);
      options.onExit?.(request, { exit, lastLines: chaincode.recentOutput() });
    });
  }
  async function start(request: ProcessRequest): Promise<ChaincodeProcess> {
    requireRoom(running.size);
    const chaincode = await startChaincodeProcess({
      ...request,
      onOutput: (line) => {
        options.onOutput?.(request, line);
      },
    });
    running.set(chaincode, request);
    pids.set(request.packageId, chaincode.pid);
    watch(chaincode, request);
    return chaincode;
  }
  return {
    start,
    async restart(isWanted) {
      const stopped = [...running].filter(([, request]) => isWanted(request));
      const requests = [...stopped.map(([, request]) => request), ...[...ended].filter(isWanted)];
      // What does not start now is started by the next restart.
      for (const request of requests) ended.add(request);
      await Promise.all(stopped.map(([chaincode]) => stop(chaincode)));
      await Promise.all(
        requests.map(async (request) => {
          await start(request);
          ended.delete(request);
        }),
      );
      return requests.length;
    },
    async end(packageIds) {
      for (const request of ended) if (packageIds.includes(request.packageId)) ended.delete(request);
      const ending = [...running].filter(([, request]) => packageIds.includes(request.packageId));
      await Promise.all(ending.map(([chaincode]) => stop(chaincode)));
      for (const packageId of packageIds) pids.delete(packageId);
    },
    list: () =>
      [...running]
        .map(([chaincode, { env: _env, ...request }]) => ({ ...request, pid: chaincode.pid }))
        // They begin to listen in any order.
        .toSorted((one, other) => (one.mspId < other.mspId ? -1 : 1)),
    pidOf: (packageId) => pids.get(packageId),
    async stop() {
      ended.clear();
      await Promise.all([...running.keys()].map((chaincode) => stop(chaincode)));
    },
  };
}
