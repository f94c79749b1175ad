import 'reflect-metadata';
import { type X509Certificate, verify } from 'node:crypto';
import { AuthorityKeyIdentifierExtension, X509Certificate as PeculiarCertificate } from '@peculiar/x509';
import { SubjectKeyIdentifierExtension, X509Crl } from '@peculiar/x509';
import { derChildren, readDer, toBeSigned } from '../signatures/der';
import { NetworkError } from '../base/errors';

interface RevocationList {
  readonly authorityKeyId: string | undefined;
  readonly serialNumbers: ReadonlySet<string>;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** Says whether an authority revoked a certificate that it issued. */
type RevocationCheck = (options: { certificate: X509Certificate; issuer: X509Certificate }) => boolean;

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
    serialNumbers: new Set(revokedSerialNumbers(raw)),
    signed: toBeSigned(raw) ?? raw,
    signature: new Uint8Array(list.signature),
  };
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * The serial numbers in a TBSCertList: after version, algorithm, issuer and the times is the sequence of entries, if any.
 * Read here since @peculiar/x509 2.2.0 finds no entries in lists that do not say when the next one comes.
 */
function revokedSerialNumbers(list: Uint8Array): string[] {
  const signed = toBeSigned(list);
  const outer = signed && readDer(signed, 0);
  const fields = outer && derChildren(signed, outer);
  if (!fields) throw malformedList();
  const sequences = fields.filter(({ tag }) => tag === SEQUENCE);
  // The first two are the algorithm and the issuer.
  const entries = sequences[2];
  if (sequences.length < 2 || sequences.length > 3) throw malformedList();
  if (!entries) return [];
  const elements = derChildren(signed, entries);
  if (!elements) throw malformedList();
  return elements.map((element) => {
    const serialNumber = readDer(signed, element.contentStart);
    if (element.tag !== SEQUENCE || serialNumber?.tag !== INTEGER) throw malformedList();
    const content = signed.subarray(serialNumber.contentStart, serialNumber.end);
    return normalizeSerialNumber(Buffer.from(content).toString('hex'));
  });
}

function malformedList(): NetworkError {
  return new NetworkError({ code: 'IDENTITY_INVALID', message: 'A revocation list is malformed.' });
}

function isSignedBy(list: RevocationList, issuer: X509Certificate): boolean {
  const digest = issuer.publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return verify(digest, list.signed, issuer.publicKey, list.signature);
}

function normalizeSerialNumber(hex: string): string {
  return hex.toLowerCase().replace(/^0+/, '');
}
