import type { AddressInfo, Server, Socket } from 'node:net';

/** Servers of a test on free ports of the loopback interface, with their connections. */
export class Listening {
  readonly #stops: (() => void)[] = [];

  /** Resolves with the port. */
  async listen(server: Server): Promise<number> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#stops.push(() => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    });
    return (server.address() as AddressInfo).port;
  }

  /** Ends all of them, and what is connected to them. */
  stop(): void {
    this.#stops.splice(0).forEach((stop) => stop());
  }
}
