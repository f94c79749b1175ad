import { X509Certificate, createHash } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { NetworkError } from '../base/errors';
import { findChainProblem } from './chain-problem';
import { type ChainFinder, createChainFinder } from './certificate-chain';
import { createBoundedCache } from '../base/bounded-cache';
import { parseIdentity, type ParsedIdentity } from './identity';
import { nodeRoleOf, nodeUnitsOf, standardNodeUnits } from './node-units';
import { createRevocationCheck } from './revocation';
import type { MspConfig, NodeRole, UnitIdentifier } from './types';

/** Judges the identities of one company. */
export interface CompanyMsp {
  /** True when an authority of the company issued it: other certificates are none of the company's at all. */
  isIssued(identity: ParsedIdentity): boolean;
  /** @throws NetworkError IDENTITY_INVALID */
  validate(identity: ParsedIdentity): void;
  /** True when the certificate is one of the admins that the configuration names. */
  isNamedAdmin(identity: ParsedIdentity): boolean;
  /** The one role that organisational units say in this company. */
  roleOf(organizationalUnits: readonly string[]): NodeRole | undefined;
  /** True when the certificate has the unit that says the role. Mirrors msp/mspimpl.go hasOURole. */
  hasUnitOf(identity: ParsedIdentity, role: NodeRole): boolean;
  /** SHA-256 over the authorities' certificates, issuer first: what an organisational unit's principal names. */
  certifiersIdentifier(identity: ParsedIdentity): Buffer | undefined;
}

const notIssued = 'it was not issued by an authority of the company';

function hashCertificates(certificates: readonly X509Certificate[]): Buffer {
  const hash = createHash('sha256');
  for (const certificate of certificates) hash.update(certificate.raw);
  return hash.digest();
}

/**
 * The MSP of a company: its authorities, revocation lists and organisational units. Mirrors msp/mspimplsetup.go and
 * mspimplvalidate.go of V1.4.3 and later. @throws when a certificate in the configuration is none, or no authority or admin that it
 * should be
 */
export function createCompanyMsp(
  config: MspConfig,
  { takesEd25519 = false }: { readonly takesEd25519?: boolean } = {},
): CompanyMsp {
  const authorities = createAuthorities(config);
  const { findChain } = authorities;
  const isRevoked = createRevocationCheck({ revocationLists: config.revocationLists ?? [] });
  const admins = (config.admins ?? []).map((pem) => new X509Certificate(pem).raw);
  const findUnitProblem = createUnitCheck(config, authorities);
  const nodeOus = config.nodeOus ?? standardNodeUnits;
  const verdicts = new WeakMap<ParsedIdentity, { readonly refusal: string | undefined }>();

  function certifiersIdentifier(identity: ParsedIdentity): Buffer | undefined {
    const issuers = findChain(identity.certificate)?.slice(1);
    return issuers && hashCertificates(issuers);
  }

  function refusalOf(identity: ParsedIdentity): string | undefined {
    if (!identity.hasSupportedKey) return 'its public key algorithm is not supported';
    if (!takesEd25519 && identity.certificate.publicKey.asymmetricKeyType === 'ed25519') {
      return 'its key is of Ed25519, which counts only in channels with the capability V3_0';
    }
    if (identity.certificate.ca) return 'a certificate authority cannot be used as an identity';
    const chain = findChain(identity.certificate);
    const issuer = chain?.[1];
    if (!chain || !issuer) return notIssued;
    const problem = findChainProblem(chain);
    if (problem !== undefined) return problem;
    if (authorities.isInner(issuer)) {
      return 'the authority that issued it has authorities below it, which issue instead of it';
    }
    if (isRevoked({ certificate: identity.certificate, issuer })) return 'it has been revoked';
    return findUnitProblem(identity.organizationalUnits, certifiersIdentifier(identity));
  }

  checkAdmins(config, { findChain, refusalOf });
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
    roleOf: (units) => (nodeOus === false ? undefined : nodeRoleOf(units, nodeOus)),
    hasUnitOf(identity, role) {
      const unit = nodeOus === false ? undefined : nodeOus[role]?.unit;
      return unit !== undefined && identity.organizationalUnits.includes(unit);
    },
    certifiersIdentifier,
  };
}

/**
 * An admin that a configuration names must be one of its members; where units say roles, one with that of admins or clients.
 * Mirrors postSetupV142. @throws NetworkError ORGANIZATION_INVALID
 */
function checkAdmins(
  config: MspConfig,
  {
    findChain,
    refusalOf,
  }: { findChain: ChainFinder; refusalOf: (identity: ParsedIdentity) => string | undefined },
): void {
  const { mspId, admins = [], nodeOus = standardNodeUnits } = config;
  for (const pem of admins) {
    const identity = parseIdentity({
      ...{ mspId, serialized: new Uint8Array(), certificateBytes: Buffer.from(pem) },
      goodSignatures: createBoundedCache({ entriesMax: 1 }),
      roleOf: () => undefined,
    });
    const chain = findChain(identity.certificate);
    const units = nodeOus === false ? [] : [nodeOus.client?.unit, nodeOus.admin?.unit];
    const isOfUnit = identity.organizationalUnits.some((unit) => units.includes(unit));
    const unitProblem = isOfUnit ? undefined : 'it has no unit of admins or clients';
    const problem =
      nodeOus === false
        ? refusalOf(identity)
        : chain === undefined
          ? notIssued
          : (findChainProblem(chain) ?? unitProblem);
    if (problem === undefined) continue;
    throw new NetworkError({
      code: 'ORGANIZATION_INVALID',
      message: `${mspId} names an admin who is none: ${identity.certificate.subject.replaceAll('\n', ', ')}: ${problem}.`,
    });
  }
}

interface Authorities {
  readonly findChain: ChainFinder;
  /** True for an authority that issued another one of the company: then it issues no members. */
  isInner(authority: X509Certificate): boolean;
  /** What units name that this authority certifies. @throws when it is none of the company's */
  certifiersIdentifierOf(pem: string): Buffer;
}

function createAuthorities({
  mspId,
  rootCerts,
  intermediateCerts = [],
  tlsRootCerts,
}: MspConfig): Authorities {
  const findChain = createChainFinder({ rootCerts, intermediateCerts });
  const roots = rootCerts.map((pem) => new X509Certificate(pem).raw);
  const intermediates = intermediateCerts.map((pem) => new X509Certificate(pem));
  for (const pem of [...rootCerts, ...intermediateCerts, ...tlsRootCerts]) {
    const problem = findChainProblem([new X509Certificate(pem)]);
    if (problem === undefined) continue;
    throw new NetworkError({
      code: 'ORGANIZATION_INVALID',
      message: `An authority of ${mspId} is none that peers take: ${problem}.`,
    });
  }
  const inner = intermediates.flatMap((each) => findChain(each)?.slice(1) ?? []).map(({ raw }) => raw);
  return {
    findChain,
    isInner: ({ raw }) => inner.some((each) => each.equals(raw)),
    certifiersIdentifierOf(pem) {
      const certificate = new X509Certificate(pem);
      if (roots.some((raw) => raw.equals(certificate.raw))) return hashCertificates([certificate]);
      const chain = intermediates.some(({ raw }) => raw.equals(certificate.raw)) && findChain(certificate);
      if (chain) return hashCertificates(chain);
      throw new NetworkError({
        code: 'ORGANIZATION_INVALID',
        message: `A unit of ${mspId} names a certificate that is no authority of the company.`,
      });
    },
  };
}

/** What is wrong with units that an identity carries. Mirrors validateIdentityOUsV142. */
function createUnitCheck(
  config: MspConfig,
  authorities: Authorities,
): (units: readonly string[], certifiers: Buffer | undefined) => string | undefined {
  const { nodeOus = standardNodeUnits, organizationalUnitIdentifiers = [] } = config;
  const certifiersOf = ({ certificatePem }: UnitIdentifier): Buffer | undefined =>
    certificatePem === undefined ? undefined : authorities.certifiersIdentifierOf(certificatePem);
  const admitted = organizationalUnitIdentifiers.map((each) => ({ ...each, certifiers: certifiersOf(each) }));
  const roles = (nodeOus === false ? [] : Object.values(nodeOus)).map((each) => ({
    ...each,
    certifiers: certifiersOf(each),
  }));
  return (units, certifiers) => {
    const isCertified = (by: Buffer | undefined): boolean =>
      certifiers !== undefined && by?.equals(certifiers) === true;
    const isAdmitted = admitted.some((each) => units.includes(each.unit) && isCertified(each.certifiers));
    if (admitted.length > 0 && !isAdmitted) {
      return `it has none of the organisational units ${admitted.map(({ unit }) => unit).join(', ')}, one of which the company demands`;
    }
    // Where no unit says a role, Fabric distinguishes no roles.
    if (nodeOus === false || roles.length === 0) return undefined;
    const named = nodeUnitsOf(units, nodeOus);
    if (named.length !== 1) {
      return `it must have exactly one of the units ${roles.map(({ unit }) => unit).join(', ')}`;
    }
    // Of two roles with one unit the last counts, as in Fabric's map.
    const last = roles.findLast(({ unit }) => unit === named[0]);
    return last?.certifiers === undefined || isCertified(last.certifiers)
      ? undefined
      : `its unit ${last.unit} counts only when another authority issued it`;
  };
}

/** The role of a principal as an organisational unit names it; undefined for MEMBER and unknown roles. */
export function roleToNodeRole(role: number): NodeRole | undefined {
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
