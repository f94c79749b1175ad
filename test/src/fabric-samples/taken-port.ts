import { createServer } from 'node:net';

/** Some samples name these in their code: the two companies' peers, and the orderer below them. */
const samplePorts = [7050, 7051, 9051] as const;

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(true);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(false);
      });
    });
  });
}

/** Leaves the tests pending, and says why, where somebody else listens on a port that the sample names in its code. */
export async function skipWhenTaken(context: Mocha.Context): Promise<void> {
  for (const port of samplePorts) {
    if (await isTaken(port)) {
      console.log(`      pending: port ${port}, which the sample names in its code, is taken`);
      context.skip();
    }
  }
}
