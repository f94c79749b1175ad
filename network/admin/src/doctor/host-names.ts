import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/**
 * True when the certificate is for that host as Go sees it: by its subject alternative names alone, with a wildcard for a whole first
 * label. Node would take the common name of a certificate without such names, which Fabric's programs refuse (crypto/x509 verify.go).
 */
export function carriesName(certificate: X509Certificate, name: string): boolean {
  if (certificate.subjectAltName === undefined) return false;
  const carried =
    isIP(name) === 0
      ? certificate.checkHost(name, { subject: 'never', partialWildcards: false })
      : certificate.checkIP(name);
  return carried !== undefined;
}

/** For which hosts a certificate is, for messages. */
export function hostsOf({ subjectAltName }: X509Certificate): string {
  return (
    subjectAltName ??
    "no host (it has no subject alternative names, and Fabric's programs do not look at its common name)"
  );
}
