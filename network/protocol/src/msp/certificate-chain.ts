import { X509Certificate } from 'node:crypto';
import { limits } from '../base/limits';

/** Finds the way from a certificate, first, to a root, last; undefined when there is none. */
export type ChainFinder = (certificate: X509Certificate) => readonly X509Certificate[] | undefined;

interface ChainFinderOptions {
  readonly rootCerts: readonly string[];
  readonly intermediateCerts: readonly string[];
}

/**
 * Chains of an MSP. The authorities must be valid when the certificate begins to be; today's date does not count.
 * Mirrors msp/mspimpl.go getUniqueValidationChain with getValidityOptsForCert.
 */
export function createChainFinder(options: ChainFinderOptions): ChainFinder {
  const roots = options.rootCerts.map((pem) => new X509Certificate(pem));
  const intermediates = options.intermediateCerts.map((pem) => new X509Certificate(pem));
  return (certificate) => {
    const atMs = Date.parse(certificate.validFrom) + 1000;
    const chain = [certificate];
    while (chain.length < limits.certificateChainMax) {
      const last = chain.at(-1) ?? certificate;
      const isIssuer = (authority: X509Certificate) => issued({ authority, certificate: last, atMs });
      const root = roots.find(isIssuer);
      if (root) return [...chain, root];
      const next = intermediates.find(isIssuer);
      if (!next || chain.includes(next)) return undefined;
      chain.push(next);
    }
    return undefined;
  };
}

function issued(options: {
  authority: X509Certificate;
  certificate: X509Certificate;
  atMs: number;
}): boolean {
  const { authority, certificate, atMs } = options;
  return (
    authority.ca &&
    Date.parse(authority.validFrom) <= atMs &&
    atMs <= Date.parse(authority.validTo) &&
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey)
  );
}
