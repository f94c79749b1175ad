import { request as httpRequest } from 'node:http';
import { NetworkError, networkErrorCodes, type NetworkErrorCode } from '@kontti/fabric-protocol/base';
import type { ListedProcess, ProcessRequest } from '@kontti/fabric-admin/processes';
import { controlLimits } from './limits';
import type { NodeStatus } from './network-state';
import type { CompanyEndpoints, NetworkState } from './network-state';
import type { NetworkEngine } from './network-state';

export interface NetworkStatus {
  readonly pid: number;
  readonly engine: NetworkEngine;
  readonly channelId: string;
  readonly companies: readonly CompanyEndpoints[];
  /** host:port */
  readonly orderer: string;
  /** Fabric's programs, where the network consists of them. */
  readonly nodes?: readonly NodeStatus[];
  /** True where peers run in containers, and do not reach what listens on this machine's loopback. */
  readonly isContained?: boolean;
  /** The address of this machine by which they do; loopback otherwise. */
  readonly chaincodeHost?: string;
  readonly chaincode: readonly ListedProcess[];
}

/** A running network, seen by another command. */
export interface ControlClient {
  /** @throws NetworkError NETWORK_ABSENT */
  status(): Promise<NetworkStatus>;
  shutdown(): Promise<void>;
  /** @throws NetworkError CHAINCODE_START_FAILED */
  startChaincode(chaincode: ProcessRequest): Promise<void>;
  /** Ends the processes that run these packages. */
  endChaincode(packageIds: readonly string[]): Promise<void>;
  /** Asks for one of the network's own routes. @throws NetworkError with the code of its refusal */
  ask(request: ControlRequest): Promise<Record<string, unknown>>;
}

interface ControlRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly timeoutMs?: number;
}

interface ControlAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const statusErrorMin = 400;

function absent({ pid }: NetworkState, cause: unknown): NetworkError {
  const message = `The network (process ${pid}) does not answer: if it has ended, start it again with "kontti network up".`;
  return new NetworkError({ code: 'NETWORK_ABSENT', message, details: { pid }, cause });
}

function send(
  state: NetworkState,
  { method, path, body, timeoutMs }: ControlRequest,
): Promise<ControlAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      `http://${state.control}${path}`,
      {
        method,
        headers: { authorization: `Bearer ${state.token}`, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(timeoutMs ?? controlLimits.requestTimeoutMs),
      },
      (response) => {
        response.setEncoding('utf8');
        response.toArray().then(
          (chunks: string[]) => {
            try {
              const answer = JSON.parse(chunks.join('')) as Record<string, unknown>;
              resolve({ status: response.statusCode ?? 0, body: answer });
            } catch (cause) {
              reject(absent(state, cause));
            }
          },
          (cause: unknown) => {
            reject(absent(state, cause));
          },
        );
      },
    );
    request.once('error', (cause) => {
      reject(absent(state, cause));
    });
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function isErrorCode(code: unknown): code is NetworkErrorCode {
  return typeof code === 'string' && Object.hasOwn(networkErrorCodes, code);
}

async function ask(state: NetworkState, request: ControlRequest): Promise<Record<string, unknown>> {
  const { status, body } = await send(state, request);
  if (status < statusErrorMin) return body;
  const { code, message, details } = body;
  throw new NetworkError({
    code: isErrorCode(code) ? code : 'NETWORK_ABSENT',
    message: typeof message === 'string' ? message : 'The network refused.',
    details: (details ?? {}) as Record<string, unknown>,
  });
}

/** Reaches the network whose state was read. */
export function createControlClient(state: NetworkState): ControlClient {
  return {
    async status() {
      const body = await ask(state, {
        method: 'GET',
        path: '/status',
        timeoutMs: controlLimits.statusTimeoutMs,
      });
      return body as unknown as NetworkStatus;
    },
    async shutdown() {
      await ask(state, { method: 'POST', path: '/shutdown' });
    },
    async startChaincode(chaincode) {
      await ask(state, { method: 'POST', path: '/chaincode-processes', body: chaincode });
    },
    async endChaincode(packageIds) {
      await ask(state, { method: 'POST', path: '/chaincode-processes/end', body: { packageIds } });
    },
    ask: (request) => ask(state, request),
  };
}
