import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../clock';
import { findFabricBinaries } from '../fabric/binaries';
import { startFabricNetwork, type FabricNetwork } from '../fabric/start-fabric-network';
import { KeeperContract } from '../testing/keeper-contract';
import { examineCompany } from './examine';
import type { Finding } from './finding';

describe("a look at a network of Fabric's own programs", () => {
  let directory: string | undefined;
  let network: FabricNetwork | undefined;

  before(async function () {
    if (process.env['FABRIC_BIN'] === undefined) this.skip();
    this.timeout(120_000);
    directory = await mkdtemp(join(tmpdir(), 'kontti-doctor-'));
    network = await startFabricNetwork({
      binaries: await findFabricBinaries(process.env),
      directory,
      companies: ['org1', 'org2'].map((name) => ({
        mspId: `${name.replace('o', 'O')}MSP`,
        domain: `${name}.example.com`,
        peers: 2,
      })),
      orderers: 3,
    });
    await network.deployChaincode({ name: 'keeper', contracts: { contracts: [KeeperContract] } });
  });

  after(async () => {
    await network?.stop();
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  });

  async function findings(): Promise<readonly Finding[]> {
    const found = await examineCompany({
      access: { dir: directory, company: 'Org1MSP', env: {} },
      channelId: 'mychannel',
      nowMs: systemClock.nowMs(),
    });
    return found.filter(({ status }) => status !== 'ok');
  }

  it('finds nothing where all is well, then each node that is down', async function () {
    this.timeout(120_000);
    expect(await findings()).to.deep.equal([]);
    const names = ['orderer2.example.com', 'peer1.org1.example.com'];
    const nodes = network?.nodes.filter((node) => names.includes(node.process.name)) ?? [];
    await Promise.all(nodes.map((node) => node.process.stop()));
    const found = (await findings()).map(({ check, status, subject }) => `${check} ${status} ${subject}`);
    const [orderer, peer] = nodes;
    expect(nodes).to.have.length(2);
    expect(found).to.include(`tls problem ${peer?.endpoint ?? ''}`);
    expect(found).to.include('orderers warning OrdererMSP');
    expect(orderer?.kind).to.equal('orderer');
  });
});
