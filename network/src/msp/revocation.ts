import 'reflect-metadata';
import { type X509Certificate, verify } from 'node:crypto';
import { AuthorityKeyIdentifierExtension, X509Certificate as PeculiarCertificate } from '@peculiar/x509';
import { SubjectKeyIdentifierExtension, X509Crl } from '@peculiar/x509';
import { toBeSigned } from './der';

interface RevocationList {
  readonly authorityKeyId: string | undefined;
  readonly serialNumbers: ReadonlySet<string>;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** Tells whether an authority revoked a certificate that it issued. */
export type RevocationCheck = (options: { certificate: X509Certificate; issuer: X509Certificate }) => boolean;

/** A check against PEM revocation lists. Dates in them do not count. Mirrors msp/mspimplvalidate.go validateCertAgainstChain. */
export function createRevocationCheck(options: { revocationLists: readonly string[] }): RevocationCheck {
  const lists = options.revocationLists.map(parseRevocationList);
  return ({ certificate, issuer }) => {
    if (lists.length === 0) return false;
    const issuerKeyId = new PeculiarCertificate(issuer.raw).getExtension(
      SubjectKeyIdentifierExtension,
    )?.keyId;
    const serialNumber = normalizeSerialNumber(certificate.serialNumber);
    return lists.some(
      (list) =>
        list.authorityKeyId !== undefined &&
        list.authorityKeyId === issuerKeyId &&
        list.serialNumbers.has(serialNumber) &&
        isSignedBy(list, issuer),
    );
  };
}

function parseRevocationList(pem: string): RevocationList {
  const list = new X509Crl(pem);
  const raw = new Uint8Array(list.rawData);
  const authorityKey = list.extensions.find(
    (extension) => extension instanceof AuthorityKeyIdentifierExtension,
  );
  return {
    authorityKeyId: authorityKey?.keyId,
    serialNumbers: new Set(list.entries.map((entry) => normalizeSerialNumber(entry.serialNumber))),
    signed: toBeSigned(raw) ?? raw,
    signature: new Uint8Array(list.signature),
  };
}

function isSignedBy(list: RevocationList, issuer: X509Certificate): boolean {
  const digest = issuer.publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return verify(digest, list.signed, issuer.publicKey, list.signature);
}

function normalizeSerialNumber(hex: string): string {
  return hex.toLowerCase().replace(/^0+/, '');
}
