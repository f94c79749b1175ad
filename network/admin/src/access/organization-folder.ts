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

/** A tree: its companies' domains, and what a folder says of one, of that with the MSP id where its profile names several. */
interface Tree {
  readonly domains: readonly string[];
  readonly readFolder: (domain: string, mspId?: string) => Promise<OrganizationFolder>;
}

async function openTree(directory: string): Promise<Tree> {
  const root = join(await findTree(directory), 'peerOrganizations');
  const domains = await listFolder(root);
  if (domains.length === 0) throw invalid(`The folder ${root} is empty.`);
  const peers = await readPeerScripts(directory);
  return {
    domains,
    async readFolder(domain, mspId) {
      const folder = { directory: join(root, domain), domain };
      const profile =
        (await readFolderProfile(folder.directory, mspId)) ?? (await scriptsToProfile({ ...folder, peers }));
      return { ...folder, profile };
    },
  };
}

/** `org1.example.com` and `Org1MSP` belong together by the custom of the samples. */
function isNamedAfter(domain: string, mspId: string): boolean {
  return domain.split('.')[0]?.toLowerCase() === mspId.toLowerCase().replace(/msp$/, '');
}

/**
 * The company of a folder's tree with a domain or an MSP id. The profile of another company may be broken, or name several
 * companies, of which `mspId` is then one. @throws NetworkError COMPANY_UNKNOWN, DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readOrganization(
  directory: string,
  company: string,
  mspId?: string,
): Promise<OrganizationFolder> {
  const { domains, readFolder } = await openTree(directory);
  if (domains.includes(company)) return readFolder(company, mspId);
  const folders = await Promise.all(
    domains.map((domain) => readFolder(domain).catch(() => ({ domain, profile: undefined }))),
  );
  const found =
    folders.find(({ profile }) => profile?.mspId === company) ??
    folders.find(({ domain, profile }) => profile === undefined && isNamedAfter(domain, company));
  if (found !== undefined) return readFolder(found.domain, company);
  const names = folders.map(({ domain, profile }) => profile?.mspId ?? domain).join(', ');
  throw new NetworkError({
    code: 'COMPANY_UNKNOWN',
    message: `The tree has no company ${company}: it has ${names}.`,
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
  const { domains, readFolder } = await openTree(directory);
  const folders: OrganizationFolder[] = [];
  for (const domain of domains) folders.push(await readFolder(domain));
  return folders;
}
