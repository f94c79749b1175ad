import { NetworkError } from '@kontti/fabric-protocol/base';
import { startChaincodeProcess, type ChaincodeProcess } from '@kontti/fabric-admin/processes';
import { cliLimits } from '../limits';

export interface ProcessRequest {
  /** The chaincode's name on the channel. */
  readonly name: string;
  readonly path: string;
  readonly address: string;
  readonly packageId: string;
  readonly mspId: string;
  /** Its own variables, which may be secrets: told to nobody. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A process as it is told. */
export type ListedProcess = Omit<ProcessRequest, 'env'> & { readonly pid: number };

/** The chaincode processes that live and die with a network. */
export interface ChaincodeProcesses {
  /** @throws NetworkError CHAINCODE_START_FAILED */
  start(request: ProcessRequest): Promise<ChaincodeProcess>;
  /** Stops the processes that run these packages. */
  end(packageIds: readonly string[]): Promise<void>;
  /** Starts the processes of a chaincode anew, those that ended by themselves included; tells how many. */
  restart(name: string): Promise<number>;
  list(): readonly ListedProcess[];
  stop(): Promise<void>;
}

/** `onOutput` hears every line that a chaincode writes, `onExit` of each process that ends without being asked to. */
export function createChaincodeProcesses(options: {
  onOutput: (chaincode: ProcessRequest, line: string) => void;
  onExit: (chaincode: ProcessRequest, lastLines: readonly string[]) => void;
}): ChaincodeProcesses {
  const running = new Map<ChaincodeProcess, ProcessRequest>();
  /** What ended without being asked to: a restart brings it back. */
  const ended = new Set<ProcessRequest>();
  async function stop(chaincode: ChaincodeProcess): Promise<void> {
    running.delete(chaincode);
    await chaincode.stop();
  }
  function watch(chaincode: ChaincodeProcess, request: ProcessRequest): void {
    void chaincode.exited.then(() => {
      if (!running.delete(chaincode)) return;
      ended.add(request);
      options.onExit(request, chaincode.recentOutput());
    });
  }
  async function start(request: ProcessRequest): Promise<ChaincodeProcess> {
    if (running.size >= cliLimits.chaincodeProcessesMax) {
      const message = `The network runs ${running.size} chaincode processes already: stop it and start anew.`;
      throw new NetworkError({ code: 'CHAINCODE_START_FAILED', message });
    }
    const chaincode = await startChaincodeProcess({
      ...request,
      onOutput: (line) => {
        options.onOutput(request, line);
      },
    });
    running.set(chaincode, request);
    watch(chaincode, request);
    return chaincode;
  }
  return {
    start,
    async restart(name) {
      const stopped = [...running].filter(([, request]) => request.name === name);
      const requests = [...stopped.map(([, request]) => request), ...ended].filter(
        (request) => request.name === name,
      );
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
    },
    list: () =>
      [...running]
        .map(([chaincode, { env: _env, ...request }]) => ({ ...request, pid: chaincode.pid }))
        // As they came to listen they stand in any order.
        .toSorted((one, other) => (one.mspId < other.mspId ? -1 : 1)),
    async stop() {
      await Promise.all([...running.keys()].map((chaincode) => stop(chaincode)));
    },
  };
}
