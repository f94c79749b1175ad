import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type Extension,
} from '@peculiar/x509';
import { systemClock } from '../base/clock';
import { NetworkError } from '../base/errors';
import type { MspConfig } from '../msp/types';
import { attributesToExtension } from './attributes';
import {
  bytesToSerialNumber,
  createAuthority,
  openAuthority,
  type Authority,
  type AuthorityEnvironment,
} from './authority';
import { revokedIdentitiesMax } from './limits';
import type { AuthorityKeyType, CompanyAuthority, IssueIdentityOptions, IssueTlsOptions } from './types';
import type { CertifiedKey } from '../signatures/signer';

export interface CompanyAuthorityOptions extends AuthorityEnvironment {
  readonly mspId: string;
  /** The DNS domain under which the company's nodes are named, e.g. `org1.example.com`. */
  readonly domain: string;
  /** Kind of the authority's key, and with it of all identities' keys; P-256 by default. Ed25519 is of Fabric v3. */
  readonly keyType?: AuthorityKeyType | undefined;
  /** Publishes a revocation list with serial numbers for identities that are to be revoked; without by default. */
  readonly hasRevocationList?: boolean | undefined;
}

function identityExtensions(options: IssueIdentityOptions): Extension[] {
  const extensions: Extension[] = [new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true)];
  if (options.attributes !== undefined) extensions.push(attributesToExtension(options.attributes));
  return extensions;
}

function hostToName(host: string): { type: 'dns' | 'ip'; value: string } {
  return { type: isIP(host) === 0 ? 'dns' : 'ip', value: host };
}

function issueTls(tlsCa: Authority, options: IssueTlsOptions): Promise<CertifiedKey> {
  const hosts = [...new Set([options.commonName, ...options.hosts])];
  return tlsCa.issue({
    subject: [{ CN: [options.commonName] }],
    extensions: [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension(hosts.map(hostToName)),
    ],
  });
}

/**
 * Creates a company's authorities with fresh keys, that for TLS always of P-256. Certificates name roles by organisational unit (NodeOUs), and are
 * shaped as cryptogen's are (internal/cryptogen/ca/ca.go).
 */
export async function createCompanyAuthority(options: CompanyAuthorityOptions): Promise<CompanyAuthority> {
  const { domain, clock, randomBytes, keyType } = options;
  const shared = { organization: domain, clock, randomBytes };
  const ca = await createAuthority({ ...shared, commonName: `ca.${domain}`, keyType });
  // TLS stacks judge by the machine's clock, whatever the network's own one says.
  const tlsCa = await createAuthority({ ...shared, clock: systemClock, commonName: `tlsca.${domain}` });
  return authoritiesToCompany({ ...options, ca, tlsCa });
}

/** The authorities of a company as they were kept. @throws for bytes that are no certificate or key */
export async function openCompanyAuthority(
  options: CompanyAuthorityOptions & { readonly ca: CertifiedKey; readonly tlsCa: CertifiedKey },
): Promise<CompanyAuthority> {
  const { clock, randomBytes } = options;
  const ca = await openAuthority({ ...options.ca, clock, randomBytes });
  const tlsCa = await openAuthority({ ...options.tlsCa, clock: systemClock, randomBytes });
  return authoritiesToCompany({ ...options, ca, tlsCa });
}

/** The same for the same authority, so that a list that is made again revokes the same identities. */
function revokedSerialNumbers(ca: CertifiedKey): string[] {
  return Array.from({ length: revokedIdentitiesMax }, (_, index) =>
    bytesToSerialNumber(createHash('sha256').update(`revoked ${index} `).update(ca.certificatePem).digest()),
  );
}

/** @throws NetworkError OPTION_INVALID */
function takeSerialNumber(unused: string[]): string {
  const serialNumber = unused.shift();
  if (serialNumber !== undefined) return serialNumber;
  throw new NetworkError({
    code: 'OPTION_INVALID',
    message: `no identity of this company can be revoked: it needs a revocation list, which has place for ${revokedIdentitiesMax}`,
  });
}

async function authoritiesToCompany(
  options: CompanyAuthorityOptions & { ca: Authority; tlsCa: Authority },
): Promise<CompanyAuthority> {
  const { mspId, domain, ca, tlsCa, hasRevocationList = false } = options;
  const revoked = hasRevocationList ? revokedSerialNumbers(ca) : [];
  const mspConfig: MspConfig = {
    mspId,
    rootCerts: [ca.certificatePem],
    tlsRootCerts: [tlsCa.certificatePem],
    ...(revoked.length === 0 ? {} : { revocationLists: [await ca.revoke(revoked)] }),
  };
  return {
    mspId,
    domain,
    ca: { certificatePem: ca.certificatePem, privateKeyPem: ca.privateKeyPem },
    tlsCa: { certificatePem: tlsCa.certificatePem, privateKeyPem: tlsCa.privateKeyPem },
    mspConfig,
    async issueIdentity(identity) {
      const issued = await ca.issue({
        subject: [{ O: [domain] }, { OU: [identity.role] }, { CN: [identity.commonName] }],
        extensions: identityExtensions(identity),
        serialNumber: identity.isRevoked === true ? takeSerialNumber(revoked) : undefined,
        keyType: identity.keyType,
      });
      return { ...issued, mspId, commonName: identity.commonName, role: identity.role };
    },
    issueTlsCertificate: (tls) => issueTls(tlsCa, tls),
  };
}
