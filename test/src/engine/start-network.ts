import {
  copyOrganizations,
  findCouchdb,
  findFabricBinaries,
  joinSamplesNetwork,
  startFabricNetwork,
  type FabricNetwork,
} from '@kontti/fabric-runner';
import { startDevnet } from '@kontti/devnet';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chaincodeHost,
  engine as engineOfRun,
  stateDatabaseOfRun,
  type Engine,
  type StateDatabase,
} from './engine';
import { connectGateway, type CompanyGateway, type TestCompany } from './peers';
import { settled } from './settled';

/** What every engine's network offers: a company is represented by its first peer. */
interface AnyNetwork extends Pick<FabricNetwork, 'channelId' | 'deployChaincode'>, AsyncDisposable {
  readonly companies: readonly TestCompany[];
  company(mspId: string): TestCompany;
}

/** The network under test. */
export interface TestNetwork extends AnyNetwork {
  /** The chaincode's name: on a network that ran before, one that nobody used there. */
  readonly chaincodeName: string;
  /** Where the tree of keys, certificates and connection profiles is. */
  readonly organizations: string;
  /** The official gateway client of a company's admin. */
  peer(mspId: string): CompanyGateway;
  /** A client whose calls resolve once every company's own peer has all blocks, on an engine where peers follow one another. */
  settled<T extends object>(client: T): T;
  /** Blocks of the channel, once every company's own peer has them all. */
  height(): Promise<number>;
}

/** Looks at the peers' heights; each takes milliseconds. */
const heightReadsMax = 10_000;

/** Blocks are cut at once unless asked otherwise. */
const batchDefault = { messagesMax: 1, timeoutMs: 200 };

export interface TestNetworkOptions {
  readonly mspIds: readonly string[];
  readonly batch?: {
    readonly messagesMax: number;
    readonly timeoutMs: number;
    /** The devnet's; Fabric's own orderer takes 2 MiB here. */
    readonly preferredBytesMax?: number;
  };
  /** `V2_0` unless asked otherwise; Fabric v2 knows no other. */
  readonly channelCapability?: 'V2_0' | 'V3_0';
  /** One execution of chaincode; each engine's default otherwise. */
  readonly executeTimeoutMs?: number;
  /** That of this run by default. */
  readonly engine?: Engine;
  /** That of this run by default. */
  readonly stateDatabase?: StateDatabase;
}

/** The test network that runs: its settings are its own, and what suites leave on its ledger stays there. */
async function joinNetwork(options: TestNetworkOptions & { directory: string }): Promise<AnyNetwork> {
  const { mspIds, directory } = options;
  const network = await joinSamplesNetwork({
    directory: process.env['FABRIC_SAMPLES'] ?? '.',
    ...(chaincodeHost === undefined ? {} : { chaincodeHost }),
  });
  mspIds.forEach((mspId) => network.company(mspId));
  await copyOrganizations(network, join(directory, 'organizations'));
  return network;
}

/** A definition needs the majority of the companies, on every engine that is started here. */
async function startEngine(options: TestNetworkOptions & { directory: string }): Promise<AnyNetwork> {
  const { mspIds, directory, batch = batchDefault, executeTimeoutMs, engine = engineOfRun } = options;
  const companies = mspIds.map((mspId) => ({ mspId, domain: toDomain(mspId) }));
  if (engine === 'test-network') return joinNetwork(options);
  const timeout = executeTimeoutMs === undefined ? {} : { executeTimeoutMs };
  const { stateDatabase = stateDatabaseOfRun, channelCapability = 'V2_0' } = options;
  const common = { companies, batch, governance: 'majority', channelCapability, ...timeout } as const;
  if (engine !== 'fabric') {
    return startDevnet({ ...common, stateDatabase, directory: join(directory, 'organizations') });
  }
  const couchdb = stateDatabase === 'couchdb' ? { couchdb: await findCouchdb(process.env) } : {};
  return startFabricNetwork({
    ...{ ...common, ...couchdb, directory },
    binaries: await findFabricBinaries(process.env),
  });
}

/** Peers take blocks each at its own pace: who reads at another company's peer waits for the newest of them. */
async function commonHeight(peers: readonly CompanyGateway[], channelId: string): Promise<number> {
  for (let attempt = 0; attempt < heightReadsMax; attempt += 1) {
    const heights = await Promise.all(peers.map((peer) => peer.height(channelId)));
    const highest = Math.max(...heights);
    if (heights.every((height) => height === highest)) {
      return highest;
    }
  }
  throw new Error(`the peers do not have the same blocks after ${heightReadsMax} looks`);
}

function toDomain(mspId: string): string {
  return `${mspId.replace(/MSP$/, '').toLowerCase()}.example.com`;
}

/** Starts a network of these companies on the engine of this run. */
export async function startTestNetwork(options: TestNetworkOptions): Promise<TestNetwork> {
  const directory = await mkdtemp(join(tmpdir(), 'kontti-test-'));
  let network: AnyNetwork;
  try {
    network = await startEngine({ ...options, directory });
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  const { channelId } = network;
  const peers = new Map(network.companies.map((company) => [company.mspId, connectGateway(company)]));
  const otherPeers = network.companies.flatMap((company) =>
    (company.peers ?? []).slice(1).map((peer) => connectGateway(company, peer)),
  );
  const allPeers = [...peers.values(), ...otherPeers];
  const height = (): Promise<number> => commonHeight(allPeers, channelId);
  const engine = options.engine ?? engineOfRun;
  return {
    channelId,
    chaincodeName: engine === 'test-network' ? `kontti_${randomBytes(4).toString('hex')}` : 'kontti',
    companies: network.companies,
    company: (mspId) => network.company(mspId),
    deployChaincode: (deployment) => network.deployChaincode(deployment),
    organizations: join(directory, 'organizations'),
    peer(mspId) {
      const peer = peers.get(mspId);
      if (peer === undefined) {
        throw new Error(`no company ${mspId}`);
      }
      return peer;
    },
    settled: (client) => (engine === 'devnet' ? client : settled(client, height)),
    height,
    async [Symbol.asyncDispose]() {
      for (const peer of allPeers) {
        peer.close();
      }
      await network[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
