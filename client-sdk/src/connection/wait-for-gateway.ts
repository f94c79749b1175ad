import { connectivityState } from '@grpc/grpc-js';
import type { ChannelInterface, Client } from '@grpc/grpc-js';
import { createError } from '../errors';
import type { KonttiError } from '../errors';
import { onAbort } from '../gateway/abort';
import { PROBE_TIMEOUT_MS } from '../limits';
import type { Endpoint } from './endpoint';
import type { TlsClient } from './grpc-channel';
import { probeEndpoint } from './probe';
import type { ConnectionFault } from './probe';

/** Which peers, and how long to wait for one of them. */
export interface GatewayWait {
  readonly endpoints: readonly Endpoint[];
  readonly tlsClient: TlsClient | undefined;
  readonly nowMs: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

interface PeerFault extends ConnectionFault {
  readonly endpoint: string;
}

/**
 * Resolves once a peer is connected. As soon as none of them can be, it fails with what is wrong, by name.
 * @throws UNREACHABLE, HOST_UNKNOWN, TLS_UNTRUSTED, TLS_NAME_MISMATCH, TLS_EXPIRED, TLS_EXPECTED, TLS_SPOKEN, TLS_CLIENT_REFUSED,
 * GATEWAY_MISSING, CANCELLED
 */
export async function waitForGateway(client: Client, wait: GatewayWait): Promise<void> {
  const { signal } = wait;
  await new Promise<void>((resolve, reject) => {
    const cancel = (): void => reject(createError('CANCELLED', { stage: 'connect', cause: signal?.reason }));
    if (signal?.aborted === true) {
      cancel();
      return;
    }
    const forget = signal && onAbort(signal, cancel);
    connectOrFault(client, wait)
      .then(resolve, reject)
      .finally(() => forget?.());
  });
}

async function connectOrFault(client: Client, wait: GatewayWait): Promise<void> {
  const channel = client.getChannel();
  const { endpoints, nowMs, timeoutMs } = wait;
  const startedMs = performance.now();
  const leftMs = (): number => Math.max(1, timeoutMs - (performance.now() - startedMs));
  const deadlineMs = nowMs + timeoutMs;
  // The last look has to end with the wait.
  const lastLookMs = deadlineMs - Math.min(PROBE_TIMEOUT_MS, timeoutMs / 2);
  let last: Promise<readonly PeerFault[]> | undefined;
  for (;;) {
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.READY) {
      return;
    }
    const isFailing = state === connectivityState.TRANSIENT_FAILURE;
    const faults = isFailing ? await (last ?? findFaults(wait, leftMs())) : [];
    if (faults.length === endpoints.length) {
      throw faultsToError(faults);
    }
    const untilMs = last === undefined ? lastLookMs : deadlineMs;
    if (await changesUntil(channel, { state, deadlineMs: untilMs })) continue;
    if (last !== undefined) {
      const found = await last;
      throw faultsToError(found.length > 0 ? found : [silent(wait)]);
    }
    last = findFaults(wait, leftMs());
  }
}

/** Resolves with false when the channel has the same state until the deadline. */
function changesUntil(
  channel: ChannelInterface,
  { state, deadlineMs }: { readonly state: connectivityState; readonly deadlineMs: number },
): Promise<boolean> {
  if (channel.getConnectivityState(false) !== state) {
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    channel.watchConnectivityState(state, deadlineMs, (error) => resolve(error === undefined));
  });
}

async function findFaults({ endpoints, tlsClient }: GatewayWait, leftMs: number): Promise<PeerFault[]> {
  const probe = { tlsClient, timeoutMs: Math.min(PROBE_TIMEOUT_MS, leftMs) };
  const faults = await Promise.all(
    endpoints.map(async (endpoint) => {
      const fault = await probeEndpoint(endpoint, probe);
      return fault === undefined ? undefined : { ...fault, endpoint: endpoint.address };
    }),
  );
  return faults.filter((fault) => fault !== undefined);
}

/** For a peer that speaks TLS and never becomes ready. */
function silent({ endpoints, timeoutMs }: GatewayWait): PeerFault {
  const endpoint = endpoints.map(({ address }) => address).join(', ');
  return { code: 'UNREACHABLE', because: `${endpoint} is not ready after ${timeoutMs} ms`, endpoint };
}

/** The first peer's fault names the error; with several peers each one's is in it. */
function faultsToError(faults: readonly PeerFault[]): KonttiError {
  const [first = { code: 'UNREACHABLE', cause: undefined, endpoint: '' } as const] = faults;
  const all = faults.map(({ code, because, endpoint }) => ({ code, because, endpoint }));
  return createError(first.code, {
    stage: 'connect',
    because: faults.map(({ because }) => because).join('; '),
    details: { endpoint: first.endpoint, ...(all.length > 1 ? { faults: all } : {}) },
    cause: first.cause,
  });
}
