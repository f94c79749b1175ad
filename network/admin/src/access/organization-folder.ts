import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { readFolderProfile, type ProfileCompany } from './connection-profile';
import { listFolder, readTextFile } from './msp-folder';
import { readPeerScripts, type ScriptedPeer } from './peer-scripts';

/** Where the tree is in a folder: as the test network and this command write it, and as test-network-nano-bash does. */
const treeNames = ['organizations', 'crypto-config'] as const;

/** A company's folder in a tree `organizations/`. */
export interface OrganizationFolder {
  readonly directory: string;
  readonly domain: string;
  /** From its connection profile, else from the scripts that start its peers; undefined when there is neither. */
  readonly profile: ProfileCompany | undefined;
}

function invalid(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'ORGANIZATION_INVALID', message, cause });
}

/** The file with the root of a company's TLS certificates: `tlsca/` and `msp/tlscacerts/` hold the same. */
export async function findTlsRoot(directory: string): Promise<string | undefined> {
  for (const folder of [join(directory, 'tlsca'), join(directory, 'msp', 'tlscacerts')]) {
    const name = (await listFolder(folder).catch(() => [])).find((file) => file.endsWith('.pem'));
    if (name !== undefined) return join(folder, name);
  }
  return undefined;
}

/** The root itself. @throws NetworkError DIRECTORY_UNUSABLE */
export async function readTlsRoot(directory: string): Promise<string> {
  const file = await findTlsRoot(directory);
  return readTextFile(file ?? join(directory, 'msp', 'tlscacerts'), 'The TLS root');
}

/** Where a user's MSP is in a company's folder. */
export function userToMspFolder(
  { directory, domain }: Pick<OrganizationFolder, 'directory' | 'domain'>,
  user: string,
): string {
  return join(directory, 'users', `${user}@${domain}`, 'msp');
}

/** What a profile would say, from the scripts that start a company's peers; undefined when none is its. */
async function scriptsToProfile(
  options: Pick<OrganizationFolder, 'directory' | 'domain'> & { peers: readonly ScriptedPeer[] },
): Promise<OrganizationFolder['profile']> {
  const { directory, domain } = options;
  const peers = options.peers.filter(({ name }) => name.endsWith(`.${domain}`));
  const [first] = peers;
  if (first === undefined) return undefined;
  const tlsRootCertPem = await readTlsRoot(directory);
  const targets = peers.map(({ name, mspId, endpoint }) => ({
    ...{ mspId, endpoint, tlsRootCertPem },
    hostAlias: name,
  }));
  return { mspId: first.mspId, targets };
}

async function readOrganization(
  options: Pick<OrganizationFolder, 'directory' | 'domain'> & { peers: readonly ScriptedPeer[] },
): Promise<OrganizationFolder> {
  const { directory, domain } = options;
  const profile = (await readFolderProfile(directory)) ?? (await scriptsToProfile(options));
  return { directory, domain, profile };
}

/** The company of a tree with an MSP id or a domain. @throws NetworkError COMPANY_UNKNOWN */
export function findOrganization(
  folders: readonly OrganizationFolder[],
  company: string,
): OrganizationFolder {
  const found = folders.find(({ profile, domain }) => profile?.mspId === company || domain === company);
  if (found !== undefined) return found;
  throw new NetworkError({
    code: 'COMPANY_UNKNOWN',
    message: `The tree has no company ${company}: it has ${folders.map(organizationToName).join(', ')}.`,
    details: { company },
  });
}

/** Its MSP id. @throws NetworkError ORGANIZATION_INVALID when nothing in its folder says it */
export function organizationToMspId({ profile, directory }: OrganizationFolder): string {
  if (profile !== undefined) return profile.mspId;
  throw invalid(
    `The folder ${directory} has no connection profile, and no script beside it starts its peers: nothing there says its MSP id.`,
  );
}

/** Its MSP id, or without a connection profile its domain. */
export function organizationToName({ profile, domain }: OrganizationFolder): string {
  return profile?.mspId ?? domain;
}

/** The tree of keys and certificates in a folder: `organizations/` unless there is only a `crypto-config/`. */
export async function findTree(directory: string): Promise<string> {
  for (const name of treeNames) {
    const tree = join(directory, name);
    if ((await stat(join(tree, 'peerOrganizations')).catch(() => undefined)) !== undefined) return tree;
  }
  return join(directory, treeNames[0]);
}

/**
 * The companies of a folder's tree `organizations/`, as `kontti network up` and fabric-samples' test network write it, or
 * `crypto-config/`, as its test-network-nano-bash does. @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readOrganizationFolders(directory: string): Promise<readonly OrganizationFolder[]> {
  const root = join(await findTree(directory), 'peerOrganizations');
  const domains = await listFolder(root);
  const peers = await readPeerScripts(directory);
  const folders: OrganizationFolder[] = [];
  for (const domain of domains) {
    folders.push(await readOrganization({ directory: join(root, domain), domain, peers }));
  }
  if (folders.length === 0) throw invalid(`The folder ${root} is empty.`);
  return folders;
}
