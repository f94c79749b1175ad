import { dirname, join } from 'node:path';
import { sealCollections } from '@kontti/model';
import { connect, type KonttiClient } from '@kontti/client-sdk';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import {
  countCouchdbRequests,
  findCouchdb,
  findFabricBinaries,
  startFabricNetwork,
  type CouchdbRequests,
  type FabricNetwork,
} from '@kontti/fabric-runner';
import { NetworkError, type IssuedIdentity } from '@kontti/fabric-protocol';
import { startDevnet, type Devnet } from '@kontti/devnet';
import { companies, companyRoles, type CompanyRole } from './companies';
import { VoyageError } from './errors';

export const chaincodeName = 'kontti';

/** What each company's ERP integration may do; the setup is the admins'. */
const erpRoles = 'operator,loyalty,trade';
const portsPerCompany = 2;
const batch = { messagesMax: 500, timeoutMs: 20 };

export type Clients = Readonly<Record<CompanyRole, KonttiClient>>;

/** The devnet, or Fabric's own peers and orderer. */
export type Engine = 'devnet' | 'fabric';

export type StateDatabase = 'leveldb' | 'couchdb';

type RunningNetwork = Devnet | FabricNetwork;

/** The running network of the main job. */
export interface VoyageNetwork extends AsyncDisposable {
  readonly running: RunningNetwork;
  /** What peers asked of their CouchDBs so far, where they have some. */
  couchdbRequests(): Promise<CouchdbRequests | undefined>;
  /** Connects one client for each company: its admin, or its ERP's integration. */
  connectAll(user: 'admin' | 'erp'): Promise<Clients>;
}

function connectClient(
  running: RunningNetwork,
  mspId: string,
  identity: IssuedIdentity,
): Promise<KonttiClient> {
  const { endpoint, tlsRootPem, peerHostAlias } = running.company(mspId);
  return connect({
    mspId,
    certificate: identity.certificatePem,
    privateKey: identity.privateKeyPem,
    endpoint,
    tlsRootCertificate: tlsRootPem,
    hostAlias: peerHostAlias,
    channel: running.channelId,
    chaincode: chaincodeName,
  });
}

async function connectAll(running: RunningNetwork, user: 'admin' | 'erp'): Promise<Clients> {
  const connected = companyRoles.map(async (role) => {
    const company = running.company(companies[role].mspId);
    const identity =
      user === 'admin'
        ? company.admin
        : await company.createIdentity({ name: 'erp', attributes: { 'kontti.role': erpRoles } });
    return [role, await connectClient(running, company.mspId, identity)] as const;
  });
  return Object.fromEntries(await Promise.all(connected)) as Clients;
}

interface StartOptions {
  readonly engine: Engine;
  readonly stateDb: StateDatabase;
  /** First company's port; 0 takes free ones. */
  readonly peerPort: number;
  /** Where `organizations/` is written; nowhere (or into a temporary folder) without it. */
  readonly directory?: string;
}

function companiesOf(peerPort: number): { mspId: string; domain: string; peerPort?: number }[] {
  return companyRoles.map((role, index) => ({
    mspId: companies[role].mspId,
    domain: companies[role].domain,
    ...(peerPort === 0 ? {} : { peerPort: peerPort + portsPerCompany * index }),
  }));
}

async function startOnDevnet({ peerPort, directory, stateDb }: StartOptions): Promise<Devnet> {
  try {
    return await startDevnet({
      companies: companiesOf(peerPort),
      batch,
      stateDatabase: stateDb,
      ...(directory === undefined ? {} : { directory: join(directory, 'organizations') }),
    });
  } catch (error) {
    if (error instanceof NetworkError && error.code === 'PORT_TAKEN') {
      throw new VoyageError({
        code: 'PORT_TAKEN',
        message: `${error.message} (see --peer-port)`,
        cause: error,
      });
    }
    throw error;
  }
}

async function startOnFabric({ peerPort, directory, stateDb }: StartOptions): Promise<FabricNetwork> {
  const binaries = await findFabricBinaries(process.env);
  const couchdb = stateDb === 'couchdb' ? { couchdb: await findCouchdb(process.env) } : {};
  // Ledgers, logs and settings go with the network; only what clients need is left where it was started.
  const target = await mkdtemp(join(tmpdir(), 'kontti-fabric-'));
  const network = await startFabricNetwork({
    binaries,
    companies: companiesOf(peerPort),
    directory: target,
    ...(directory === undefined ? {} : { organizations: join(directory, 'organizations') }),
    batch,
    ...couchdb,
  });
  const stop = async (): Promise<void> => {
    await network.stop();
    await rm(target, { recursive: true, force: true });
  };
  return { ...network, stop, [Symbol.asyncDispose]: stop };
}

/**
 * Starts a network of the four companies, with the chaincode running in a process for each of them.
 *
 * @throws VoyageError PORT_TAKEN
 * @throws NetworkError FABRIC_BINARIES_MISSING, FABRIC_START_FAILED
 */
export async function startVoyageNetwork(options: StartOptions): Promise<VoyageNetwork> {
  const running = await (options.engine === 'fabric' ? startOnFabric(options) : startOnDevnet(options));
  try {
    await running.deployChaincode({
      name: chaincodeName,
      path: dirname(require.resolve('@kontti/chaincode/package.json')),
      collections: sealCollections(companyRoles.map((role) => companies[role].mspId)),
    });
  } catch (error) {
    await running.stop();
    throw error;
  }
  return {
    running,
    couchdbRequests: () =>
      'nodes' in running ? countCouchdbRequests(running.nodes) : Promise.resolve(undefined),
    connectAll: (user) => connectAll(running, user),
    [Symbol.asyncDispose]: () => running.stop(),
  };
}
