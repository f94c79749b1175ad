import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { X509Certificate as ParsedCertificate, X509Crl } from '@peculiar/x509';

const certificateLabel = '-----BEGIN CERTIFICATE-----';
const revocationListLabel = '-----BEGIN X509 CRL-----';
const subjectKeyIdentifier = '2.5.29.14';

/** Go finds a block of PEM only where a line begins with it: not behind a byte order mark. */
function beginsLine(pem: string, label: string): boolean {
  return pem.startsWith(label) || pem.includes(`\n${label}`);
}

function countBlocks(pem: string): number {
  return pem.split('-----BEGIN ').length - 1;
}

/**
 * Why peers take a file for no certificate, or leave a part of it out: they read the first block of PEM alone, and of an authority want
 * what says that it is one. Undefined when nothing is wrong. Mirrors msp/mspimpl.go getCertFromPem and finalizeSetupCAs.
 */
export function findCertificateProblem(
  pem: string,
  { isAuthority }: { isAuthority: boolean },
): string | undefined {
  if (!pem.includes(certificateLabel)) return 'is no certificate in PEM';
  if (!beginsLine(pem, certificateLabel)) {
    return `has something before ${certificateLabel} in its line, such as a byte order mark`;
  }
  if (countBlocks(pem) > 1) {
    return 'holds more than one block of PEM: peers read the first alone; give each a file';
  }
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    return 'is no certificate in PEM';
  }
  if (!isAuthority) return undefined;
  if (!certificate.ca) return 'is no certificate of an authority (CA:TRUE)';
  const hasKeyId = new ParsedCertificate(certificate.raw).getExtension(subjectKeyIdentifier) !== null;
  return hasKeyId ? undefined : 'has no subject key identifier, which peers demand of an authority';
}

/** Why peers take a file for no revocation list; undefined when nothing is wrong. Go reads no text before the PEM. */
export function findRevocationListProblem(pem: string): string | undefined {
  if (!pem.includes(revocationListLabel)) return 'is no revocation list in PEM';
  if (!pem.startsWith(revocationListLabel)) {
    return `does not begin with ${revocationListLabel}, as peers demand`;
  }
  if (countBlocks(pem) > 1) return 'holds more than one block of PEM: give each revocation list a file';
  try {
    void new X509Crl(pem);
    return undefined;
  } catch {
    return 'cannot be read: peers do not start with it';
  }
}
