import type { peer } from '@hyperledger/fabric-protos';
import * as honest from '@kontti/chaincode';
import { connect, type KonttiClient } from '@kontti/client-sdk';
import { sealCollections } from '@kontti/model';
import {
  findFabricBinaries,
  startFabricNetwork,
  type FabricCompany,
  type FabricNetwork,
} from '@kontti/fabric-runner';
import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectGateway } from '../engine/peers';

const mspIds = ['Org1MSP', 'Org2MSP'] as const;
const letters = 'ABCDEFGHIJKLMNOPQRST';
const sealedWrites = letters.length;

interface Arrival {
  readonly atMs: number;
  /** Whether the peer had the seals of each transaction of the block that it is eligible for when it committed. */
  readonly seals: readonly string[];
}

function connectFirst(company: FabricCompany): Promise<KonttiClient> {
  return connect({
    mspId: company.mspId,
    certificate: company.admin.certificatePem,
    privateKey: company.admin.privateKeyPem,
    endpoint: company.endpoint,
    tlsRootCertificate: company.tlsRootPem,
    hostAlias: company.peerHostAlias,
  });
}

function collectionsOf(block: peer.BlockAndPrivateData): string[] {
  const names: string[] = [];
  block.getPrivateDataMapMap().forEach((data) => {
    for (const namespace of data.getNsPvtRwsetList()) {
      for (const collection of namespace.getCollectionPvtRwsetList()) {
        names.push(collection.getCollectionName());
      }
    }
  });
  return names;
}

/** Blocks as one peer commits them, with the private data that it has: from its ledger, after the commit. */
async function* arrivals(options: {
  company: FabricCompany;
  index: number;
  channelId: string;
}): AsyncGenerator<{ height: number } & Arrival> {
  const { company, index, channelId } = options;
  const { endpoint, name: peerHostAlias } = company.peers[index] ?? { endpoint: '', name: '' };
  // Only who satisfies the collection's policy is shown its data, and that policy names the company's peers alone.
  const admin = await company.createIdentity({ name: `auditor${index}`, role: 'peer' });
  const own = connectGateway({ ...company, admin, endpoint, peerHostAlias });
  const blocks = await own.gateway.getNetwork(channelId).getBlockAndPrivateDataEvents({ startBlock: 0n });
  try {
    for await (const block of blocks) {
      const height = block.getBlock()?.getHeader()?.getNumber() ?? 0;
      yield { height, atMs: performance.now(), seals: collectionsOf(block) };
    }
  } finally {
    blocks.close();
    own.close();
  }
}

/** What a peer had of each block up to one. */
async function arrivalsUntil(
  options: Parameters<typeof arrivals>[0] & { last: number },
): Promise<ReadonlyMap<number, Arrival>> {
  const seen = new Map<number, Arrival>();
  for await (const { height, ...arrival } of arrivals(options)) {
    seen.set(height, arrival);
    if (height >= options.last) break;
  }
  return seen;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

describe("a company's second peer, on Fabric's own programs", () => {
  let directory: string | undefined;
  let network: FabricNetwork | undefined;

  before(async function () {
    if (process.env['FABRIC_BIN'] === undefined) this.skip();
    directory = await mkdtemp(join(tmpdir(), 'kontti-second-peer-'));
    network = await startFabricNetwork({
      binaries: await findFabricBinaries(process.env),
      directory,
      companies: mspIds.map((mspId) => ({
        mspId,
        domain: `${mspId.slice(0, 4).toLowerCase()}.example.com`,
        peers: 2,
      })),
      orderers: 3,
      batch: { messagesMax: 1, timeoutMs: 200 },
    });
    await network.deployChaincode({
      name: 'kontti',
      contracts: { contracts: honest.contracts, serializers: honest.serializers },
      collections: sealCollections(mspIds),
    });
  });

  after(async () => {
    await network?.stop();
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  });

  it('has each seal together with its block, as the first one has', async function () {
    if (network === undefined) throw new Error('no network');
    const { channelId } = network;
    const company = network.company('Org1MSP');
    const client = await connectFirst(company);
    const own = connectGateway(company);
    const before = await own.height(channelId);
    own.close();
    // A block for each write, and the registration before them.
    const last = before + sealedWrites;
    const peers = Promise.all([0, 1].map((index) => arrivalsUntil({ company, index, channelId, last })));
    try {
      const sealed = { name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' };
      await client.companies.register(sealed);
      for (let write = 0; write < sealedWrites; write += 1) {
        const code = `FIA${letters.charAt(write)}A`;
        const place = { code, name: `Place ${write}`, latitudeE6: write, longitudeE6: write };
        await client.companies.registerPlaces({ ref: `places-${write}`, places: [place] });
      }
    } finally {
      client.close();
    }
    const [first, second] = await peers;
    const delays: number[] = [];
    for (let block = before; block <= last; block += 1) {
      expect(first?.get(block)?.seals, `block ${block}`).to.deep.equal(['seal_Org1MSP']);
      expect(second?.get(block)?.seals, `block ${block}`).to.deep.equal(['seal_Org1MSP']);
      delays.push((second?.get(block)?.atMs ?? 0) - (first?.get(block)?.atMs ?? 0));
    }
    const figures = { median: median(delays).toFixed(1), most: Math.max(...delays).toFixed(1) };
    console.log(
      `      the second peer has seals and block ${figures.median} ms (median), at most ${figures.most} ms, after the first`,
    );
  });
});
