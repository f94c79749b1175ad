import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NetworkError } from '../errors';
import { listFolder } from './msp-folder';
import type { PeerTarget } from './peer-target';

const profilePattern = /^connection-.*\.json$/;
const urlPattern = /^grpcs:\/\/(.+)$/;

interface ConnectionProfile {
  readonly organizations?: Readonly<Record<string, { readonly mspid?: string }>>;
  readonly peers?: Readonly<Record<string, ProfilePeer>>;
}

interface ProfilePeer {
  readonly url?: string;
  readonly tlsCACerts?: { readonly pem?: string };
  readonly grpcOptions?: { readonly 'ssl-target-name-override'?: string };
}

/** A company's folder in a tree `organizations/`. */
export interface OrganizationFolder {
  readonly directory: string;
  readonly domain: string;
  /** Undefined when the folder has no connection profile. */
  readonly profile: { readonly mspId: string; readonly targets: readonly PeerTarget[] } | undefined;
}

function invalid(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'ORGANIZATION_INVALID', message, cause });
}

function peerToTarget(peer: ProfilePeer, mspId: string): PeerTarget | undefined {
  const endpoint = urlPattern.exec(peer.url ?? '')?.[1];
  const tlsRootCertPem = peer.tlsCACerts?.pem;
  const hostAlias = peer.grpcOptions?.['ssl-target-name-override'];
  if (endpoint === undefined || tlsRootCertPem === undefined) return undefined;
  return { mspId, endpoint, tlsRootCertPem, ...(hostAlias === undefined ? {} : { hostAlias }) };
}

async function readJson(file: string): Promise<ConnectionProfile> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ConnectionProfile;
  } catch (cause) {
    throw invalid(`The connection profile ${file} cannot be read.`, cause);
  }
}

/** A common connection profile: the company and its peers. @throws NetworkError ORGANIZATION_INVALID */
export async function readConnectionProfile(
  file: string,
): Promise<{ mspId: string; targets: readonly PeerTarget[] }> {
  const { organizations = {}, peers = {} } = await readJson(file);
  const mspId = Object.values(organizations)[0]?.mspid;
  const targets = Object.values(peers).map((peer) => peerToTarget(peer, mspId ?? ''));
  const complete = targets.filter((target) => target !== undefined);
  if (mspId === undefined || complete.length === 0 || complete.length !== targets.length) {
    throw invalid(`The connection profile ${file} names no MSP id, peer with grpcs:// or TLS certificate.`);
  }
  return { mspId, targets: complete };
}

async function readOrganization(directory: string, domain: string): Promise<OrganizationFolder> {
  const name = (await listFolder(directory)).find((file) => profilePattern.test(file));
  const profile = name === undefined ? undefined : await readConnectionProfile(join(directory, name));
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

/** Its MSP id, or without a connection profile its domain. */
export function organizationToName({ profile, domain }: OrganizationFolder): string {
  return profile?.mspId ?? domain;
}

/**
 * The companies of a tree `organizations/` as `kontti network up`, fabric-samples and cryptogen write it.
 * @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readOrganizationFolders(directory: string): Promise<readonly OrganizationFolder[]> {
  const root = join(directory, 'organizations', 'peerOrganizations');
  const folders: OrganizationFolder[] = [];
  for (const domain of await listFolder(root))
    folders.push(await readOrganization(join(root, domain), domain));
  if (folders.length === 0) throw invalid(`The folder ${root} is empty.`);
  return folders;
}
