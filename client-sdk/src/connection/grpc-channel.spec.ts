import { Client, credentials } from '@grpc/grpc-js';
import { expect } from 'chai';
import { createServer, type AddressInfo } from 'node:net';
import { createGrpcClient } from './grpc-channel';

/** A client and a peer that drops every connection: how often it was dialled. */
async function dialsOf(
  connect: (host: string, port: number) => Client,
): Promise<{ dials: () => number; until: (count: number) => Promise<void>; close: () => void }> {
  let dials = 0;
  let wake = (): void => undefined;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.destroy();
    dials += 1;
    wake();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = connect('localhost', (server.address() as AddressInfo).port);
  client.waitForReady(Infinity, () => undefined);
  return {
    dials: () => dials,
    until: (count) =>
      new Promise((resolve) => {
        wake = () => {
          if (dials >= count) resolve();
        };
        wake();
      }),
    close: () => {
      client.close();
      server.close();
    },
  };
}

describe('a client whose peer is away', () => {
  it('dials it more often than gRPC would by itself, so that the end of an outage is not slept through', async () => {
    const own = await dialsOf((host, port) =>
      createGrpcClient([
        { host, port, address: `${host}:${port}`, tls: { roots: Buffer.from(''), serverName: host } },
      ]),
    );
    const plain = await dialsOf((host, port) => new Client(`${host}:${port}`, credentials.createSsl()));
    try {
      await plain.until(3);
      expect(own.dials()).to.be.greaterThan(plain.dials() + 1);
    } finally {
      own.close();
      plain.close();
    }
  });
});
