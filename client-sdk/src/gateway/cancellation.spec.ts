import { status as Grpc } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { expect } from 'chai';
import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createGrpcClient } from '../connection/grpc-channel';
import type { CancellableCallOptions } from './cancellation';

describe('a call of the gateway', () => {
  /** Calls a peer that takes connections and answers nothing. */
  async function codeOf(
    cancelledBy: readonly AbortSignal[] | undefined,
    { onCall = () => undefined, deadline = Infinity }: { onCall?: () => void; deadline?: number } = {},
  ): Promise<number | undefined> {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    const endpoint = { host: '127.0.0.1', port, address: `127.0.0.1:${port}`, tls: undefined };
    const client = createGrpcClient([endpoint]);
    const options: Partial<CancellableCallOptions> = {
      deadline,
      ...(cancelledBy === undefined ? {} : { cancelledBy }),
    };
    const same = (bytes: Buffer): Buffer => bytes;
    try {
      return await new Promise((resolve) => {
        const end = (failure: ServiceError | null): void => resolve(failure?.code);
        client.makeUnaryRequest('/gateway.Gateway/Evaluate', same, same, Buffer.alloc(0), options, end);
        onCall();
      });
    } finally {
      client.close();
      silent.close();
    }
  }

  it('is cancelled by each of its signals', async () => {
    for (const index of [0, 1]) {
      const aborts = [new AbortController(), new AbortController()];
      const signals = aborts.map(({ signal }) => signal);
      expect(await codeOf(signals, { onCall: () => aborts[index]?.abort() })).to.equal(Grpc.CANCELLED);
    }
  });

  it('is cancelled by a signal that has aborted before', async () => {
    const signals = [AbortSignal.abort(), new AbortController().signal];
    expect(await codeOf(signals)).to.equal(Grpc.CANCELLED);
  });

  it('needs no signals', async () => {
    expect(await codeOf(undefined, { deadline: 1 })).to.equal(Grpc.DEADLINE_EXCEEDED);
  });

  it('leaves nothing on its signals', async () => {
    const { signal } = new AbortController();
    let heard = 0;
    const onCall = (): void => {
      heard = getEventListeners(signal, 'abort').length;
    };
    // Its time is over at once.
    expect(await codeOf([signal], { onCall, deadline: 1 })).to.equal(Grpc.DEADLINE_EXCEEDED);
    expect([heard, getEventListeners(signal, 'abort').length]).to.deep.equal([1, 0]);
  });
});
