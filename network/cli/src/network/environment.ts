import { join, resolve } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import {
  listFolder,
  findTlsRoot,
  findTree,
  readOrganization,
  readOrganizationFolders,
  userToMspFolder,
  type OrganizationFolder,
} from '@kontti/fabric-admin/access';
import { isPeerCommandFolder, peerCommandFolder } from './peer-command';

/** Names and values of environment variables. */
export type Variables = Readonly<Record<string, string>>;

interface EnvironmentOptions {
  /** Where `organizations/` is. */
  readonly directory: string;
  /** MSP id or domain; by default the first company. */
  readonly company?: string | undefined;
  readonly user: string;
  readonly channelId: string;
  readonly chaincodeName?: string | undefined;
  /** host:port of an orderer, where one is known. */
  readonly orderer?: string | undefined;
}

/** Who a program is that runs with the variables. */
export interface CompanyEnvironment {
  readonly mspId: string;
  readonly user: string;
  readonly variables: Variables;
}

/** The users of a company, by name. @throws NetworkError DIRECTORY_UNUSABLE */
export async function readUsers({ directory, domain }: OrganizationFolder): Promise<readonly string[]> {
  const folders = await listFolder(join(directory, 'users'));
  return folders
    .filter((name) => name.endsWith(`@${domain}`))
    .map((name) => name.slice(0, -domain.length - 1));
}

async function checkUser(folder: OrganizationFolder, user: string): Promise<void> {
  const users = await readUsers(folder);
  if (users.includes(user)) return;
  throw new NetworkError({
    code: 'ORGANIZATION_INVALID',
    message: `${folder.domain} has no user ${user}: use one of ${users.join(', ')}.`,
    details: { user },
  });
}

/** What fabric-samples' gateway applications read. */
function applicationVariables(options: {
  folder: OrganizationFolder;
  msp: string;
  target: { readonly mspId: string; readonly endpoint: string };
  hostAlias: string;
  tlsRoot: string;
}): Variables {
  const { folder, msp, target, hostAlias, tlsRoot } = options;
  return {
    MSP_ID: target.mspId,
    CRYPTO_PATH: folder.directory,
    KEY_DIRECTORY_PATH: join(msp, 'keystore'),
    CERT_DIRECTORY_PATH: join(msp, 'signcerts'),
    TLS_CERT_PATH: tlsRoot,
    PEER_ENDPOINT: target.endpoint,
    PEER_HOST_ALIAS: hostAlias,
  };
}

/** The root of the orderers' TLS certificates, when the tree holds one. */
async function findOrdererCa(directory: string): Promise<string | undefined> {
  const root = join(await findTree(directory), 'ordererOrganizations');
  const [domain] = await listFolder(root).catch(() => []);
  if (domain === undefined) return undefined;
  return findTlsRoot(join(root, domain));
}

async function ordererVariables({ directory, orderer }: EnvironmentOptions): Promise<Variables> {
  const ordererCa = await findOrdererCa(directory);
  return {
    ...(orderer === undefined ? {} : { ORDERER_ADDRESS: orderer }),
    ...(ordererCa === undefined ? {} : { ORDERER_CA: ordererCa }),
  };
}

/**
 * The variables by which fabric-samples' gateway applications and Fabric's `peer` command act as one user of a company.
 * @throws NetworkError COMPANY_UNKNOWN, DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readCompanyEnvironment(options: EnvironmentOptions): Promise<CompanyEnvironment> {
  const { company, user, channelId, chaincodeName } = options;
  const directory = resolve(options.directory);
  const folder =
    company === undefined
      ? (await readOrganizationFolders(directory))[0]
      : await readOrganization(directory, company);
  const target = folder?.profile?.targets[0];
  if (folder === undefined || target === undefined) {
    const message = `The folder ${folder?.directory ?? directory} has no connection-….json.`;
    throw new NetworkError({ code: 'ORGANIZATION_INVALID', message });
  }
  await checkUser(folder, user);
  const msp = userToMspFolder(folder, user);
  const { mspId, endpoint, hostAlias = `peer0.${folder.domain}`, tlsRootCertPem } = target;
  const tlsRoot = join(folder.directory, 'peers', hostAlias, 'tls', 'ca.crt');
  const settings = peerCommandFolder(directory);
  const variables: Variables = {
    CHANNEL_NAME: channelId,
    ...(chaincodeName === undefined ? {} : { CHAINCODE_NAME: chaincodeName }),
    ...applicationVariables({ folder, msp, target, hostAlias, tlsRoot }),
    CORE_PEER_TLS_ENABLED: String(tlsRootCertPem !== undefined),
    CORE_PEER_LOCALMSPID: mspId,
    CORE_PEER_MSPCONFIGPATH: msp,
    CORE_PEER_TLS_ROOTCERT_FILE: tlsRoot,
    CORE_PEER_ADDRESS: endpoint,
    ...((await isPeerCommandFolder(settings)) ? { FABRIC_CFG_PATH: settings } : {}),
    ...(await ordererVariables({ ...options, directory })),
  };
  return { mspId, user, variables };
}
