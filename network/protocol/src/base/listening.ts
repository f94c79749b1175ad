import { connect, createServer, type AddressInfo } from 'node:net';
import { NetworkError } from './errors';

const portMax = 65_535;

/** The number of a port, or 0 for any free one. */
function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= portMax;
}

/** Refuses what is no port; `of` names whose it is. @throws NetworkError OPTION_INVALID */
export function checkPort(port: number, of: string): void {
  if (isPort(port)) return;
  throw new NetworkError({
    code: 'OPTION_INVALID',
    message: `The port of ${of} would be ${port}: ports are whole numbers from 0 to ${portMax}.`,
    details: { port },
  });
}

/** Host and port of an address such as `localhost:9999` or `[::1]:9999`; undefined when it is none. */
export function textToAddress(text: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([0-9A-Fa-f:]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || !isPort(port) ? undefined : { host, port };
}

/** True when something accepts connections there; never at what is no port. */
export function isListening(address: { host: string; port: number }): Promise<boolean> {
  if (!isPort(address.port)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(address);
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => {
      settle(true);
    });
    socket.once('error', () => {
      settle(false);
    });
  });
}

/** A port of an address of this machine, 127.0.0.1 by default, that nothing listened on a moment ago. */
export function findFreePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
