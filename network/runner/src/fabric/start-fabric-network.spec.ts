import { expect } from 'chai';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isListening } from '@kontti/fabric-protocol/base';
import { lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import { findFabricBinaries, type FabricBinaries } from './binaries';
import { findFreePorts } from './ports';
import { waitUntilEndorsed } from './readiness';
import { startFabricNetwork } from './start-fabric-network';

const companies = ['org1', 'org2'].map((name) => ({
  mspId: `${name.replace('o', 'O')}MSP`,
  domain: `${name}.example.com`,
}));

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("a network of Fabric's own programs", () => {
  let binaries: FabricBinaries;
  let directory: string | undefined;

  before(async function () {
    if (process.env['FABRIC_BIN'] === undefined) {
      this.skip();
    }
    binaries = await findFabricBinaries(process.env);
  });

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-fabric-'));
  });

  afterEach(async () => {
    if (directory !== undefined) {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('starts, comes to endorse with every company, and leaves nothing running', async () => {
    const network = await startFabricNetwork({ binaries, companies, directory: directory ?? '' });
    try {
      await waitUntilEndorsed({ ...network, chaincodeName: lifecycleNamespace });
      expect(network.nodes.map((node) => node.process.name)).to.deep.equal([
        'orderer.example.com',
        'peer0.org1.example.com',
        'peer0.org2.example.com',
      ]);
    } finally {
      const pids = network.nodes.map((node) => node.process.pid);
      expect(pids.map(isRunning)).to.deep.equal([true, true, true]);
      await network.stop();
      expect(pids.map(isRunning)).to.deep.equal([false, false, false]);
    }
  });

  it('stops what it started when a later program does not start', async () => {
    const [ordererPort = 0] = await findFreePorts(1);
    // Node in the place of the peer ends at once: it knows no `node start`.
    const path: FabricBinaries['path'] = (name) => (name === 'peer' ? process.execPath : binaries.path(name));
    const failure: unknown = await startFabricNetwork({
      binaries: { ...binaries, path },
      directory: directory ?? '',
      companies,
      ordererPort,
    }).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'FABRIC_START_FAILED' });
    expect(await isListening({ host: '127.0.0.1', port: ordererPort })).to.equal(false);
  });

  it('starts and writes nothing when a port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port: taken } = server.address() as AddressInfo;
    const [one, two] = companies;
    try {
      const failure: unknown = await startFabricNetwork({
        binaries,
        directory: directory ?? '',
        companies: [one, two].flatMap((company, index) =>
          company === undefined ? [] : [index === 0 ? company : { ...company, peerPort: taken }],
        ),
      }).catch((error: unknown) => error);
      expect(failure).to.include({ code: 'PORT_TAKEN' });
      expect(await readdir(directory ?? '')).to.deep.equal([]);
    } finally {
      server.close();
    }
  });
});
