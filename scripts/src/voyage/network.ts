import { dirname } from 'node:path';
import { sealCollections } from '@kontti/model';
import { connect, type KonttiClient } from '@kontti/client-sdk';
import { NetworkError, startDevnet, type Devnet, type IssuedIdentity } from '@kontti/network';
import { companies, companyRoles, type CompanyRole } from './companies';
import { VoyageError } from './errors';

export const chaincodeName = 'kontti';

/** What each company's ERP integration may do; the setup is the admins'. */
const erpRoles = 'operator,loyalty';
const portsPerCompany = 2;
const batch = { messagesMax: 500, timeoutMs: 20 };

export type Clients = Readonly<Record<CompanyRole, KonttiClient>>;

/** The running network of the main job. */
export interface VoyageNetwork extends AsyncDisposable {
  readonly devnet: Devnet;
  /** Connects one client for each company: its admin, or its ERP's integration. */
  connectAll(user: 'admin' | 'erp'): Promise<Clients>;
}

function connectClient(devnet: Devnet, mspId: string, identity: IssuedIdentity): Promise<KonttiClient> {
  const { endpoint, tlsRootPem, peerHostAlias } = devnet.company(mspId);
  return connect({
    mspId,
    certificate: identity.certificatePem,
    privateKey: identity.privateKeyPem,
    endpoint,
    tlsRootCertificate: tlsRootPem,
    hostAlias: peerHostAlias,
    channel: devnet.channelId,
    chaincode: chaincodeName,
  });
}

async function connectAll(devnet: Devnet, user: 'admin' | 'erp'): Promise<Clients> {
  const connected = companyRoles.map(async (role) => {
    const company = devnet.company(companies[role].mspId);
    const identity =
      user === 'admin'
        ? company.admin
        : await company.createIdentity({ name: 'erp', attributes: { 'kontti.role': erpRoles } });
    return [role, await connectClient(devnet, company.mspId, identity)] as const;
  });
  return Object.fromEntries(await Promise.all(connected)) as Clients;
}

async function start(peerPort: number, directory: string | undefined): Promise<Devnet> {
  try {
    return await startDevnet({
      companies: companyRoles.map((role, index) => ({
        mspId: companies[role].mspId,
        domain: companies[role].domain,
        peerPort: peerPort === 0 ? 0 : peerPort + portsPerCompany * index,
      })),
      batch,
      ...(directory === undefined ? {} : { directory }),
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

/**
 * Starts a devnet of the four companies, with the chaincode running in a process for each of them.
 *
 * @throws VoyageError PORT_TAKEN
 */
export async function startVoyageNetwork(options: {
  peerPort: number;
  /** Where `organizations/` is written; nowhere without it. */
  directory?: string;
}): Promise<VoyageNetwork> {
  const devnet = await start(options.peerPort, options.directory);
  try {
    await devnet.deployChaincode({
      name: chaincodeName,
      path: dirname(require.resolve('@kontti/chaincode/package.json')),
      collections: sealCollections(companyRoles.map((role) => companies[role].mspId)),
    });
  } catch (error) {
    await devnet.stop();
    throw error;
  }
  return {
    devnet,
    connectAll: (user) => connectAll(devnet, user),
    [Symbol.asyncDispose]: () => devnet.stop(),
  };
}
