import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { NetworkError } from '@kontti/fabric-protocol/base';

async function hold(port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function release(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(async (server) => {
      const closed = once(server, 'close');
      server.close();
      await closed;
    }),
  );
}

/** Different ports of 127.0.0.1 on which nothing listened a moment ago. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => hold(0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await release(servers);
  return ports;
}

/** Checks that each port can be opened before anything is started or written. @throws NetworkError PORT_TAKEN */
export async function checkPortsFree(ports: readonly number[]): Promise<void> {
  const held: Server[] = [];
  try {
    for (const port of ports) {
      try {
        held.push(await hold(port));
      } catch (cause) {
        const message = `Port ${port} cannot be opened: stop what listens there, or choose others.`;
        throw new NetworkError({ code: 'PORT_TAKEN', message, details: { port }, cause });
      }
    }
  } finally {
    await release(held);
  }
}
