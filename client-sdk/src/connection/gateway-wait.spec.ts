import { connectivityState } from '@grpc/grpc-js';
import type { Client } from '@grpc/grpc-js';
import { expect } from 'chai';
import { getEventListeners } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { KonttiError } from '../errors';
import type { Endpoint } from './endpoint';
import { waitForGateway } from './wait-for-gateway';
import type { GatewayWait } from './wait-for-gateway';

const { CONNECTING, IDLE, READY, TRANSIENT_FAILURE } = connectivityState;
/** At which nothing listens. */
const refused = endpointAt(1);

function endpointAt(port: number): Endpoint {
  return { host: '127.0.0.1', port, address: `127.0.0.1:${port}`, tls: undefined };
}

/** A client whose channel has these states one after the other: each change of one is seen by who watches; the last one lasts. */
function clientOf(...states: readonly connectivityState[]) {
  const left = [...states];
  const watched: unknown[] = [];
  const seen = { dials: 0 };
  const channel = {
    getConnectivityState: (tryToConnect: boolean) => {
      seen.dials += Number(tryToConnect);
      return left[0];
    },
    watchConnectivityState: (
      state: connectivityState,
      deadline: number,
      callback: (error?: Error) => void,
    ) => {
      watched.push([state, deadline]);
      const isLast = left.length === 1;
      if (!isLast) left.shift();
      setImmediate(() => callback(isLast ? new Error('deadline') : undefined));
    },
  };
  return { client: { getChannel: () => channel } as unknown as Client, watched, seen, left };
}

async function outcomeOf(
  client: Client,
  wait: Partial<GatewayWait> = {},
): Promise<KonttiError | 'connected'> {
  const failure: unknown = await waitForGateway(client, {
    ...{ endpoints: [refused], tlsClient: undefined, nowMs: 1_000, timeoutMs: 500, signal: undefined },
    ...wait,
  }).then(
    () => 'connected',
    (error: unknown) => error,
  );
  if (failure !== 'connected') expect(failure).to.be.instanceOf(KonttiError);
  return failure as KonttiError | 'connected';
}

describe('the wait for one of a company’s peers', () => {
  it('is over once one is connected, and dials until then', async () => {
    const ready = clientOf(READY);
    expect(await outcomeOf(ready.client)).to.equal('connected');
    expect([ready.watched, ready.seen.dials]).to.deep.equal([[], 1]);
    const dialled = clientOf(IDLE, CONNECTING, READY);
    expect(await outcomeOf(dialled.client)).to.equal('connected');
    expect(dialled.watched).to.deep.equal([
      [IDLE, 1_250],
      [CONNECTING, 1_250],
    ]);
    expect(dialled.seen.dials).to.equal(3);
  });

  it('looks for what is wrong before it is over, so that it does not last longer', async () => {
    const waiting = clientOf(CONNECTING);
    expect(await outcomeOf(waiting.client)).to.include({ code: 'UNREACHABLE' });
    expect(waiting.watched).to.deep.equal([
      [CONNECTING, 1_250],
      [CONNECTING, 1_500],
    ]);
    const long = clientOf(CONNECTING);
    await outcomeOf(long.client, { timeoutMs: 10_000 });
    expect(long.watched).to.deep.equal([
      [CONNECTING, 10_000],
      [CONNECTING, 11_000],
    ]);
  });

  it('fails at once with what is wrong when none can be connected', async () => {
    const away = clientOf(TRANSIENT_FAILURE, READY);
    const failure = await outcomeOf(away.client);
    expect(failure).to.include({ code: 'UNREACHABLE', stage: 'connect' });
    expect((failure as KonttiError).details)
      .to.include({ endpoint: '127.0.0.1:1' })
      .and.not.to.have.property('faults');
    expect((failure as KonttiError).cause).to.have.property('code', 'ECONNREFUSED');
    expect(away.watched).to.deep.equal([]);
    const both = await outcomeOf(clientOf(TRANSIENT_FAILURE).client, { endpoints: [refused, endpointAt(2)] });
    expect((both as KonttiError).message).to.include('127.0.0.1:1 (ECONNREFUSED); nothing');
    expect((both as KonttiError).details['faults']).to.deep.equal(
      [1, 2].map((port) => ({
        ...{ code: 'UNREACHABLE', endpoint: `127.0.0.1:${port}` },
        because: `nothing listens at 127.0.0.1:${port} (ECONNREFUSED)`,
      })),
    );
  });

  it('goes on while one of several may be, and says at its end which cannot', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const speaking = endpointAt((server.address() as AddressInfo).port);
    const endpoints = [refused, speaking];
    expect(await outcomeOf(clientOf(TRANSIENT_FAILURE, READY).client, { endpoints })).to.equal('connected');
    const late = (await outcomeOf(clientOf(CONNECTING).client, { endpoints })) as KonttiError;
    expect([late.code, late.details['endpoint']]).to.deep.equal(['UNREACHABLE', '127.0.0.1:1']);
    const silent = (await outcomeOf(clientOf(CONNECTING).client, {
      endpoints: [speaking, speaking],
    })) as KonttiError;
    expect([silent.code, silent.details['endpoint']]).to.deep.equal([
      ...['UNREACHABLE', `${speaking.address}, ${speaking.address}`],
    ]);
    expect(silent.message).to.include('is not ready after 500 ms');
    await new Promise((resolve) => server.close(resolve));
  });

  it('sees a change that came before it watched', async () => {
    const { client, left, watched } = clientOf(TRANSIENT_FAILURE, READY);
    const server = createServer().on('session', () => left.splice(0, 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoints = [endpointAt((server.address() as AddressInfo).port)];
    expect(await outcomeOf(client, { endpoints })).to.equal('connected');
    expect(watched).to.deep.equal([]);
    await new Promise((resolve) => server.close(resolve));
  });

  it('ends when the caller cancels, and listens to nobody afterwards', async () => {
    const before = await outcomeOf(clientOf(READY).client, { signal: AbortSignal.abort('enough') });
    expect(before).to.include({ code: 'CANCELLED', stage: 'connect', cause: 'enough' });
    const caller = new AbortController();
    const hanging = {
      getChannel: () => ({ getConnectivityState: () => CONNECTING, watchConnectivityState: () => undefined }),
    };
    const waiting = outcomeOf(hanging as unknown as Client, { signal: caller.signal });
    caller.abort();
    expect(await waiting).to.include({ code: 'CANCELLED' });
    const { signal } = new AbortController();
    await outcomeOf(clientOf(CONNECTING, READY).client, { signal });
    await new Promise((resolve) => setImmediate(resolve));
    expect(getEventListeners(signal, 'abort')).to.deep.equal([]);
  });
});
