import { join } from 'node:path';
import { peerToEndpoint } from '../connection/endpoint';
import type { Endpoint } from '../connection/endpoint';
import { createError } from '../errors';
import { missingOption } from '../options/check-options';
import { readConnectionProfile } from './connection-profile';
import type { ConnectionProfile, ProfilePeer } from './connection-profile';
import type { Passphrase } from './private-key';
import { listFolder, readRequired } from '../files/read-file';
import { readUserFolder } from './user-folder';
import type { UserIdentity } from './user-folder';

/** A user of a company in an `organizations/` tree as fabric-samples' applications know it. */
export interface OrganizationsFolderOptions {
  /** The folder that holds `peerOrganizations/`. */
  readonly organizations: string;
  /** Needed unless `domain` is given and its folder holds a connection profile. */
  readonly mspId?: string;
  /** Name of the company's folder, e.g. `org1.example.com`. */
  readonly domain?: string;
  /** `User1` unless given. */
  readonly user?: string;
  /** `host:port`; all of the company's peers in the connection profile unless given. */
  readonly endpoint?: string;
  /** Opens the user's private key, where it is encrypted. */
  readonly passphrase?: Passphrase;
}

/** A user, and the company's peers. */
interface FolderIdentity extends UserIdentity {
  readonly mspId: string;
  readonly endpoints: readonly Endpoint[];
}

/**
 * Reads a user's identity and the company's peers from an `organizations/` tree.
 * @throws ORGANIZATION_NOT_FOUND, FILE_UNREADABLE, PROFILE_INVALID, OPTIONS_INVALID, KEY_UNSUPPORTED, KEY_ENCRYPTED
 */
export async function readOrganizationsFolder(options: OrganizationsFolderOptions): Promise<FolderIdentity> {
  const company = await findCompany(options);
  const { domain } = company;
  const mspId = options.mspId ?? (await company.openProfile())?.ownMspId;
  if (mspId === undefined) {
    throw missingOption('mspId', `no connection profile of ${domain} says which company it is`);
  }
  const peers = await findPeers(company, { mspId, endpoint: options.endpoint });
  const msp = join(company.folder, 'users', `${options.user ?? 'User1'}@${domain}`, 'msp');
  const user = await readUserFolder(msp, options.passphrase);
  const endpoints = await Promise.all(peers.map((peer) => toEndpoint(company.folder, peer)));
  return { mspId, ...user, endpoints };
}

interface Company {
  readonly domain: string;
  readonly folder: string;
  /** `undefined` without a profile. @throws PROFILE_INVALID, FILE_UNREADABLE */
  openProfile(): Promise<ConnectionProfile | undefined>;
}

async function findCompany(options: OrganizationsFolderOptions): Promise<Company> {
  const root = join(options.organizations, 'peerOrganizations');
  const domains = await listFolder(root);
  const { domain, mspId } = options;
  if (domain === undefined && mspId === undefined) {
    throw missingOption('mspId', 'mspId or domain is needed');
  }
  const companies = domains.map((name) => openCompany(root, name));
  const found =
    domain === undefined
      ? await findByMspId(companies, mspId ?? '')
      : companies.find((company) => company.domain === domain);
  if (found === undefined) {
    const names = domains.length === 0 ? 'none' : domains.join(', ');
    throw createError('ORGANIZATION_NOT_FOUND', {
      because: `${domain ?? mspId ?? ''} is not in ${root}, which has ${names}`,
      details: { domain, mspId, found: domains },
    });
  }
  return found;
}

function openCompany(root: string, domain: string): Company {
  const folder = join(root, domain);
  return {
    domain,
    folder,
    async openProfile() {
      const names = (await listFolder(folder)).filter((name) => /^connection.*\.(json|ya?ml)$/.test(name));
      // The test network writes the same in both forms.
      const name = names.find((each) => each.endsWith('.json')) ?? names[0];
      return name === undefined ? undefined : readConnectionProfile(join(folder, name));
    },
  };
}

/** By the profiles, else by the custom of the samples. */
async function findByMspId(companies: readonly Company[], mspId: string): Promise<Company | undefined> {
  const named = await Promise.all(
    companies.map(async (company) => ({
      company,
      // The profile of another company may be broken.
      ownMspId: await company.openProfile().then(
        (profile) => profile?.ownMspId,
        () => undefined,
      ),
    })),
  );
  const found =
    named.find(({ ownMspId }) => ownMspId === mspId) ??
    named.find(({ company, ownMspId }) => ownMspId === undefined && isNamedAfter(company.domain, mspId));
  return found?.company;
}

/** `org1.example.com` and `Org1MSP` belong together by the custom of the samples. */
function isNamedAfter(domain: string, mspId: string): boolean {
  return domain.split('.')[0]?.toLowerCase() === mspId.toLowerCase().replace(/msp$/, '');
}

async function findPeers(
  company: Company,
  { mspId, endpoint }: { readonly mspId: string; readonly endpoint: string | undefined },
): Promise<readonly ProfilePeer[]> {
  if (endpoint !== undefined) {
    return [{ name: `peer0.${company.domain}`, endpoint }];
  }
  const profile = await company.openProfile();
  if (profile === undefined) {
    throw missingOption('endpoint', `${company.folder} has no connection profile, so endpoint is needed`);
  }
  return (await profile.readCompany({ mspId })).peers;
}

/** Without a root in the profile, that of the peer's own folder; without an alias, the peer's name. */
async function toEndpoint(folder: string, { name, ...peer }: ProfilePeer): Promise<Endpoint> {
  const isPlain = peer.endpoint.startsWith('grpc://');
  const tlsRootCertificate =
    peer.tlsRootCertificate ??
    (isPlain ? undefined : await readRequired(join(folder, 'peers', name, 'tls', 'ca.crt')));
  return peerToEndpoint({ hostAlias: name, ...peer, ...(tlsRootCertificate && { tlsRootCertificate }) });
}
