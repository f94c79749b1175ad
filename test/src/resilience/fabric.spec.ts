import { sealCollections } from '@kontti/model';
import {
  findFabricBinaries,
  startFabricNetwork,
  type FabricBinaries,
  type FabricNetwork,
} from '@kontti/fabric-runner';
import type { DeployedChaincode } from '@kontti/fabric-admin';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chaincodeVictims } from './chaincode-victims';
import { runDrill, type Victim } from './drill';

const mspIds = ['Org1MSP', 'Org2MSP'] as const;

/** Peers and orderers one by one, all orderers at once, then each company's chaincode. */
function toVictims(network: FabricNetwork, deployed: DeployedChaincode): readonly Victim[] {
  const firstPeers = new Set(network.companies.map(({ peerHostAlias }) => peerHostAlias));
  const nodes = network.nodes.map(({ process: program }): Victim => ({
    name: program.name,
    isSpare: !firstPeers.has(program.name),
    kill: async () => {
      process.kill(program.pid, 'SIGKILL');
      while (program.isRunning) await delay(1);
    },
    restart: () => program.restart(),
  }));
  const orderers = nodes.filter((_, index) => network.nodes[index]?.kind === 'orderer');
  const allOrderers: Victim = {
    name: 'all orderers',
    isSpare: false,
    kill: async () => {
      await Promise.all(orderers.map((orderer) => orderer.kill()));
    },
    restart: async () => {
      await Promise.all(orderers.map((orderer) => orderer.restart()));
    },
  };
  return [...nodes, allOrderers, ...chaincodeVictims(deployed)];
}

describe("crashes under load, on Fabric's own programs", () => {
  let directory: string | undefined;
  let binaries: FabricBinaries | undefined;
  let network: FabricNetwork | undefined;

  before(async function () {
    if (process.env['FABRIC_BIN'] === undefined) this.skip();
    binaries = await findFabricBinaries(process.env);
    directory = await mkdtemp(join(tmpdir(), 'kontti-resilience-'));
    network = await startFabricNetwork({
      binaries,
      directory,
      companies: mspIds.map((mspId) => ({
        mspId,
        domain: `${mspId.slice(0, 4).toLowerCase()}.example.com`,
        peers: 2,
      })),
      orderers: 3,
      batch: { messagesMax: 10, timeoutMs: 100 },
    });
  });

  after(async () => {
    await network?.stop();
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  });

  it('lose and double nothing that was reported, and clients and streams go on', async function () {
    if (network === undefined || binaries === undefined) throw new Error('no network');
    const { channelId, companies } = network;
    const deployed = await network.deployChaincode({
      name: 'kontti',
      path: dirname(require.resolve('@kontti/chaincode/package.json')),
      collections: sealCollections(mspIds),
    });
    const figures = await runDrill({
      channelId,
      companies,
      peers: companies.flatMap((company) =>
        company.peers.map(({ name, endpoint }) => ({ ...company, endpoint, peerHostAlias: name })),
      ),
      victims: toVictims(network, deployed),
      workers: 4,
      submitsBetween: 8,
      submitsMax: 20_000,
    });
    console.log(`      Fabric ${binaries.version}: ${figures}`);
  });
});
