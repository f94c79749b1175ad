import { X509Certificate, createHash } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { NetworkError } from '../base/errors';
import { createChainFinder } from './certificate-chain';
import type { ParsedIdentity } from './identity';
import { createRevocationCheck } from './revocation';
import type { MspConfig } from './types';

/** Judges the identities of one company. */
export interface CompanyMsp {
  /** True when an authority of the company issued it: other certificates are none of the company's at all. */
  isIssued(identity: ParsedIdentity): boolean;
  /** @throws NetworkError IDENTITY_INVALID */
  validate(identity: ParsedIdentity): void;
  /** True when the certificate is one of the admins that the configuration names. */
  isNamedAdmin(identity: ParsedIdentity): boolean;
  /** SHA-256 over the authorities' certificates, issuer first: what an organisational unit's principal names. */
  certifiersIdentifier(identity: ParsedIdentity): Buffer | undefined;
}

/** The MSP of a company, with node organisational units enforced. Mirrors msp/mspimplvalidate.go. */
export function createCompanyMsp(config: MspConfig): CompanyMsp {
  const findChain = createChainFinder({
    rootCerts: config.rootCerts,
    intermediateCerts: config.intermediateCerts ?? [],
  });
  const isRevoked = createRevocationCheck({ revocationLists: config.revocationLists ?? [] });
  const admins = (config.admins ?? []).map((pem) => new X509Certificate(pem).raw);
  const verdicts = new WeakMap<ParsedIdentity, { readonly refusal: string | undefined }>();

  function refusalOf(identity: ParsedIdentity): string | undefined {
    if (!identity.hasSupportedKey) return 'its public key algorithm is not supported';
    if (identity.certificate.ca) return 'a certificate authority cannot be used as an identity';
    const chain = findChain(identity.certificate);
    const issuer = chain?.[1];
    if (!issuer) return 'it was not issued by an authority of the company';
    if (isRevoked({ certificate: identity.certificate, issuer })) return 'it has been revoked';
    if (identity.role === undefined)
      return 'it must have exactly one of the units client, peer, admin, orderer';
    return undefined;
  }

  return {
    isIssued: ({ certificate }) => certificate.ca || findChain(certificate) !== undefined,
    validate(identity) {
      let verdict = verdicts.get(identity);
      if (!verdict) {
        verdict = { refusal: refusalOf(identity) };
        verdicts.set(identity, verdict);
      }
      if (verdict.refusal === undefined) return;
      throw new NetworkError({
        code: 'IDENTITY_INVALID',
        message: `The certificate is not valid under ${config.mspId}: ${verdict.refusal}.`,
        details: { mspId: config.mspId, subject: identity.certificate.subject },
      });
    },
    isNamedAdmin: (identity) => admins.some((raw) => raw.equals(identity.certificate.raw)),
    certifiersIdentifier(identity) {
      const authorities = findChain(identity.certificate)?.slice(1);
      if (!authorities) return undefined;
      const hash = createHash('sha256');
      for (const authority of authorities) hash.update(authority.raw);
      return hash.digest();
    },
  };
}

/** The role of a principal as an organisational unit names it; undefined for MEMBER and unknown roles. */
export function roleToNodeRole(role: number): 'client' | 'peer' | 'admin' | 'orderer' | undefined {
  switch (role) {
    case msp.MSPRole.MSPRoleType.ADMIN:
      return 'admin';
    case msp.MSPRole.MSPRoleType.CLIENT:
      return 'client';
    case msp.MSPRole.MSPRoleType.PEER:
      return 'peer';
    case msp.MSPRole.MSPRoleType.ORDERER:
      return 'orderer';
    default:
      return undefined;
  }
}
