import 'reflect-metadata';
import type { X509Certificate } from 'node:crypto';
import { ExtendedKeyUsageExtension, X509Certificate as ParsedCertificate } from '@peculiar/x509';

const subjectAlternativeName = '2.5.29.17';
const nameConstraints = '2.5.29.30';

/** What Go's crypto/x509 allows to be critical: key usage, names, constraints, revocation lists, policies, extended key usage. */
const criticalExtensions: ReadonlySet<string> = new Set([
  ...['2.5.29.15', subjectAlternativeName, '2.5.29.19', nameConstraints, '2.5.29.31'],
  ...['2.5.29.32', '2.5.29.33', '2.5.29.36', '2.5.29.37', '2.5.29.54'],
]);

/** An MSP asks Go for chains without naming a usage, and Go then takes it for that of servers. */
const takenUsages: ReadonlySet<string> = new Set(['1.3.6.1.5.5.7.3.1', '2.5.29.37.0']);

interface Link {
  readonly certificate: X509Certificate;
  readonly parsed: ParsedCertificate;
}

function toName({ parsed }: Link): string {
  return parsed.subjectName.toString();
}

function findLinkProblem(link: Link): string | undefined {
  const { certificate, parsed } = link;
  if (certificate.serialNumber.startsWith('-')) return `the serial number of ${toName(link)} is negative`;
  const unknown = parsed.extensions.find(({ critical, type }) => critical && !criticalExtensions.has(type));
  if (unknown !== undefined) {
    return `${toName(link)} has the critical extension ${unknown.type}, which Fabric's programs do not take`;
  }
  const usages = parsed.getExtension(ExtendedKeyUsageExtension)?.usages ?? [];
  if (usages.length > 0 && !usages.some((usage) => takenUsages.has(String(usage)))) {
    return `${toName(link)} has an extended key usage without that of servers or any`;
  }
  return undefined;
}

function isWeaklySigned({ parsed }: Link): boolean {
  const { hash } = parsed.signatureAlgorithm as { readonly hash?: { readonly name?: string } };
  return hash?.name === 'SHA-1';
}

/**
 * Why Fabric's programs, which go by Go's rules, do not take a chain that OpenSSL does; from the certificate, first, to a root, last.
 * Undefined when nothing is wrong. Mirrors crypto/x509's Certificate.Verify.
 */
export function findChainProblem(chain: readonly X509Certificate[]): string | undefined {
  const links = chain.map((certificate) => ({ certificate, parsed: new ParsedCertificate(certificate.raw) }));
  for (const link of links) {
    const problem = findLinkProblem(link);
    if (problem !== undefined) return problem;
  }
  const [leaf, ...authorities] = links;
  // Nobody verifies what a root signs of itself.
  const weak = links.slice(0, -1).find(isWeaklySigned);
  if (weak !== undefined) return `${toName(weak)} is signed with SHA-1`;
  const constrained = authorities.find(({ parsed }) => parsed.getExtension(nameConstraints) !== null);
  if (constrained !== undefined && leaf?.parsed.getExtension(subjectAlternativeName) === null) {
    return `${toName(constrained)} constrains names, and the certificate has no alternative names`;
  }
  return undefined;
}
