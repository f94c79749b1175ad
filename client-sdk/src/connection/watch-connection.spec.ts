import { Client, connectivityState, credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { expect } from 'chai';
import type { ConnectionNotice } from '../observe/observe-options';
import { watchConnection } from './watch-connection';

async function listen(address: string): Promise<{ readonly server: Server; readonly port: number }> {
  const server = new Server();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { server, port };
}

describe('the watch over a connection', () => {
  it('reports what is lost, not what rests, and ends when the channel is closed or can be watched no more', () => {
    const { CONNECTING, IDLE, READY, SHUTDOWN, TRANSIENT_FAILURE } = connectivityState;
    for (const last of ['closed', 'failed'] as const) {
      let state = READY;
      const watching: ((error?: Error) => void)[] = [];
      const seen: string[] = [];
      const asked: unknown[] = [];
      watchConnection(
        {
          getConnectivityState: (tryToConnect) => {
            asked.push(tryToConnect);
            return state;
          },
          watchConnectivityState: (from, deadline, callback) => {
            asked.push([from, deadline]);
            watching.push(callback);
          },
        },
        {
          call: (_, work) => work(),
          retry: () => undefined,
          connection: (notice: ConnectionNotice) => void seen.push(notice.state),
        },
      );
      expect(asked).to.deep.equal([false, [READY, Infinity]]);
      for (const next of [
        IDLE,
        CONNECTING,
        TRANSIENT_FAILURE,
        CONNECTING,
        TRANSIENT_FAILURE,
        IDLE,
        READY,
        IDLE,
      ]) {
        state = next;
        watching.shift()?.();
      }
      expect(seen).to.deep.equal(['disconnected', 'connected']);
      expect(asked).to.not.include(true);
      state = last === 'closed' ? SHUTDOWN : TRANSIENT_FAILURE;
      watching.shift()?.(last === 'closed' ? undefined : new Error('late'));
      expect([seen.length, watching.length], last).to.deep.equal([2, 0]);
    }
  });

  it('reports a loss and a return, each once, and ends with the channel', async () => {
    const first = await listen('127.0.0.1:0');
    const client = new Client(`127.0.0.1:${first.port}`, credentials.createInsecure(), {
      'grpc.initial_reconnect_backoff_ms': 20,
      'grpc.max_reconnect_backoff_ms': 20,
    });
    const channel = client.getChannel();
    const ready = (): Promise<void> =>
      new Promise((resolve, reject) => {
        client.waitForReady(Date.now() + 5_000, (error) => (error === undefined ? resolve() : reject(error)));
      });
    await ready();
    const seen: string[] = [];
    let wake = (): void => undefined;
    const until = (count: number): Promise<void> =>
      new Promise((resolve) => {
        wake = () => {
          if (seen.length >= count) resolve();
        };
        wake();
      });
    watchConnection(channel, {
      call: (_, work) => work(),
      retry: () => undefined,
      connection: ({ state }: ConnectionNotice) => {
        seen.push(state);
        wake();
      },
    });
    first.server.forceShutdown();
    const lost = until(1);
    channel.getConnectivityState(true);
    const dialling = setInterval(() => channel.getConnectivityState(true), 10);
    await lost;
    const second = await listen(`127.0.0.1:${first.port}`);
    await until(2);
    clearInterval(dialling);
    client.close();
    second.server.forceShutdown();
    expect(seen).to.deep.equal(['disconnected', 'connected']);
  });
});
