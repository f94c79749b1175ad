import { join } from 'node:path';
import { createError } from '../errors';
import { readConnectionProfile } from './connection-profile';
import type { ConnectionProfile } from './connection-profile';
import { listFolder, readOnlyFile, readRequired } from './read-file';

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
  /** `host:port`; from the connection profile unless given. */
  readonly endpoint?: string;
}

/** An identity, its key, and the gateway that it talks to. */
export interface ExplicitIdentityOptions {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: string | Buffer;
  /** PEM, PKCS #8; P-256 or Ed25519. */
  readonly privateKey: string | Buffer;
  /** `host:port`. */
  readonly endpoint: string;
  /** PEM. */
  readonly tlsRootCertificate: string | Buffer;
  /** The name in the peer's TLS certificate, where the endpoint's host is another. */
  readonly hostAlias?: string;
}

/**
 * Reads a user's identity and his company's gateway from an `organizations/` tree.
 * @throws ORGANIZATION_NOT_FOUND, OPTIONS_INVALID
 */
export async function readOrganizationsFolder(
  options: OrganizationsFolderOptions,
): Promise<ExplicitIdentityOptions> {
  const { domain, profile } = await findCompany(options);
  const folder = join(options.organizations, 'peerOrganizations', domain);
  const mspId = options.mspId ?? profile?.mspId;
  if (mspId === undefined) {
    throw createError('OPTIONS_INVALID', {
      because: 'the folder does not tell the MSP id',
      details: { option: 'mspId' },
    });
  }
  const endpoint = options.endpoint ?? profile?.endpoint;
  if (endpoint === undefined) {
    throw createError('OPTIONS_INVALID', {
      because: 'the folder does not tell the endpoint',
      details: { option: 'endpoint' },
    });
  }
  const user = `${options.user ?? 'User1'}@${domain}`;
  const msp = join(folder, 'users', user, 'msp');
  const peer = `peer0.${domain}`;
  const [certificate, privateKey, tlsRootCertificate] = await Promise.all([
    readOnlyFile(join(msp, 'signcerts')),
    readOnlyFile(join(msp, 'keystore')),
    readRequired(join(folder, 'peers', peer, 'tls', 'ca.crt')),
  ]);
  return { mspId, certificate, privateKey, endpoint, tlsRootCertificate, hostAlias: peer };
}

interface Company {
  readonly domain: string;
  readonly profile: ConnectionProfile | undefined;
}

async function findCompany(options: OrganizationsFolderOptions): Promise<Company> {
  const root = join(options.organizations, 'peerOrganizations');
  const domains = await listFolder(root);
  const { domain, mspId } = options;
  if (domain !== undefined) {
    if (!domains.includes(domain)) {
      throw createError('ORGANIZATION_NOT_FOUND', { details: { domain, found: domains } });
    }
    return { domain, profile: await readConnectionProfile(join(root, domain)) };
  }
  if (mspId === undefined) {
    throw createError('OPTIONS_INVALID', {
      because: 'mspId or domain is needed',
      details: { option: 'mspId' },
    });
  }
  const companies = await Promise.all(
    domains.map(async (name) => ({ domain: name, profile: await readConnectionProfile(join(root, name)) })),
  );
  const found =
    companies.find(({ profile }) => profile?.mspId === mspId) ??
    companies.find((company) => company.profile === undefined && isNamedAfter(company.domain, mspId));
  if (found === undefined) {
    throw createError('ORGANIZATION_NOT_FOUND', { details: { mspId, found: domains } });
  }
  return found;
}

/** `org1.example.com` and `Org1MSP` belong together by the custom of the samples. */
function isNamedAfter(domain: string, mspId: string): boolean {
  return domain.split('.')[0]?.toLowerCase() === mspId.toLowerCase().replace(/msp$/, '');
}
