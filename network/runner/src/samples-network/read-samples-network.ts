import { join } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { FabricCompany } from '../fabric/members';
import {
  listFolder,
  findTree,
  readOrganizationFolders,
  readTlsRoot,
  type OrganizationFolder,
  readScriptVariables,
} from '@kontti/fabric-admin/access';
import type { IssuedIdentity } from '@kontti/fabric-protocol/certificates';
import { createIdentityIssuer, readUser } from './company-identities';
import type { SamplesFolder } from './find-samples-folders';
import type { TlsEndpoint } from './probe-tls';

/** One company of a network that fabric-samples started. */
export interface SamplesCompany extends FabricCompany {
  /** Its client without a role of its own. */
  readonly user: IssuedIdentity;
}

/** What a network's folder says of it, whether it runs or not. */
export interface SamplesNetworkFolder extends SamplesFolder {
  /** The tree of keys and certificates. */
  readonly tree: string;
  /** By MSP id. */
  readonly companies: readonly SamplesCompany[];
  readonly orderer: TlsEndpoint;
}

/** What fabric-samples' compose files publish. */
const dockerOrderer = { name: 'orderer.example.com', endpoint: 'localhost:7050' };

async function readCompany(folder: OrganizationFolder): Promise<SamplesCompany> {
  const { directory, domain, profile } = folder;
  const [first] = profile?.targets ?? [];
  if (profile === undefined || first === undefined) {
    const message = `Neither a connection profile in ${directory} nor a script peer1.sh names the company's peers: start the network anew with its own scripts.`;
    throw new NetworkError({ code: 'ORGANIZATION_INVALID', message, details: { directory } });
  }
  const { mspId, targets } = profile;
  if (first.tlsRootCertPem === undefined) {
    const message = `The peer ${first.endpoint} of ${mspId} is without TLS: start the network anew with its own scripts, which use it.`;
    throw new NetworkError({ code: 'ORGANIZATION_INVALID', message, details: { directory } });
  }
  const company = { directory, domain, mspId };
  return {
    ...{ mspId, domain },
    endpoint: first.endpoint,
    peerHostAlias: first.hostAlias ?? `peer0.${domain}`,
    peers: targets.map(({ endpoint, hostAlias }, index) => ({
      name: hostAlias ?? `peer${index}.${domain}`,
      endpoint,
    })),
    tlsRootPem: first.tlsRootCertPem,
    admin: await readUser(company, { name: 'Admin', role: 'admin' }),
    user: await readUser(company, { name: 'User1', role: 'client' }),
    createIdentity: createIdentityIssuer(company),
  };
}

/** nano-bash's first orderer is named by the script that starts it. */
async function readOrderer({ directory, kind }: SamplesFolder, tree: string): Promise<TlsEndpoint> {
  const root = join(tree, 'ordererOrganizations');
  const [domain = ''] = await listFolder(root);
  const tlsRootPem = await readTlsRoot(join(root, domain));
  if (kind === 'test-network') return { ...dockerOrderer, tlsRootPem };
  const port = (await readScriptVariables(join(directory, 'orderer1.sh'))).get('ORDERER_GENERAL_LISTENPORT');
  if (port === undefined) {
    const message = `The script ${join(directory, 'orderer1.sh')} names no ORDERER_GENERAL_LISTENPORT: take it from fabric-samples as it is.`;
    throw new NetworkError({ code: 'ORGANIZATION_INVALID', message, details: { directory } });
  }
  return { name: `orderer.${domain}`, endpoint: `127.0.0.1:${port}`, tlsRootPem };
}

/**
 * Reads the certificates, identities and endpoints that a network's own scripts left in its folder.
 * @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readSamplesNetwork(folder: SamplesFolder): Promise<SamplesNetworkFolder> {
  const tree = await findTree(folder.directory);
  const companies: SamplesCompany[] = [];
  for (const company of await readOrganizationFolders(folder.directory)) {
    companies.push(await readCompany(company));
  }
  return { ...folder, tree, companies, orderer: await readOrderer(folder, tree) };
}
