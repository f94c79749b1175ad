import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connect, type KonttiClient, type KonttiEvent } from '@kontti/client-sdk';
import { startDevnet, type Devnet } from '@kontti/devnet';
import { findFabricBinaries, startFabricNetwork, type FabricNetwork } from '@kontti/fabric-runner';
import { sealCollections } from '@kontti/model';
import type { Stage, Story } from './story';

/** The devnet, or Fabric's own peers and orderer from the folder `FABRIC_BIN`. */
export const ENGINES = ['devnet', 'fabric'] as const;

/** One of {@link ENGINES}. */
export type Engine = (typeof ENGINES)[number];

type Network = Devnet | FabricNetwork;

const CHAINCODE = 'kontti';
const GLNS = ['6400001000001', '6400001000018', '6400001000025', '6400001000032', '6400001000049'];

async function startNetwork(engine: Engine, mspIds: readonly string[]): Promise<Network> {
  const companies = mspIds.map((mspId) => ({ mspId, domain: `${mspId.toLowerCase()}.example.com` }));
  const batch = { messagesMax: 100, timeoutMs: 20 };
  if (engine === 'devnet') return await startDevnet({ companies, batch });
  const directory = await mkdtemp(join(tmpdir(), 'kontti-example-'));
  const binaries = await findFabricBinaries(process.env);
  const network = await startFabricNetwork({ binaries, companies, batch, directory });
  const stop = async (): Promise<void> => {
    await network.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { ...network, stop, [Symbol.asyncDispose]: stop };
}

async function connectAdmin(network: Network, mspId: string): Promise<KonttiClient> {
  const { admin, endpoint, tlsRootPem, peerHostAlias } = network.company(mspId);
  const { certificatePem: certificate, privateKeyPem: privateKey } = admin;
  const gateway = { endpoint, tlsRootCertificate: tlsRootPem, hostAlias: peerHostAlias };
  const channel = { channel: network.channelId, chaincode: CHAINCODE };
  return await connect({ mspId, certificate, privateKey, ...gateway, ...channel });
}

/** Starts a network for the companies, registers each of them, and ends it when disposed of. */
export async function openStage(
  { companies, collections = [] }: Pick<Story, 'companies' | 'collections'>,
  engine: Engine,
): Promise<Stage & AsyncDisposable> {
  const mspIds = Object.values(companies);
  const network = await startNetwork(engine, mspIds);
  const clients = new Map<string, KonttiClient>();
  const close = async (): Promise<void> => {
    for (const client of clients.values()) client.close();
    await network.stop();
  };
  try {
    const path = dirname(require.resolve('@kontti/chaincode/package.json'));
    await network.deployChaincode({
      name: CHAINCODE,
      path,
      collections: [...sealCollections(mspIds), ...collections],
    });
    for (const [index, [name, mspId]] of Object.entries(companies).entries()) {
      const client = await connectAdmin(network, mspId);
      clients.set(name, client);
      await client.companies.register({ name, gln: GLNS[index] ?? '', jurisdiction: 'FI' });
    }
  } catch (error) {
    await close();
    throw error;
  }
  const client = (company: string): KonttiClient => {
    const found = clients.get(company);
    if (found === undefined) throw new TypeError(`the story has no company ${company}`);
    return found;
  };
  return {
    client,
    events: async (company, toBlock) => {
      const events: KonttiEvent[] = [];
      for await (const event of client(company).events({ fromBlock: 0, toBlock })) events.push(event);
      return events;
    },
    [Symbol.asyncDispose]: close,
  };
}
