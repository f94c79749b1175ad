import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { X509Certificate } from '@peculiar/x509';
import { KeyObject, webcrypto } from 'node:crypto';

cryptoProvider.set(webcrypto);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** A certificate and its key, PEM. */
export interface CertifiedKey {
  readonly certificate: string;
  readonly privateKey: string;
}

/** What a certificate is for. */
interface CertificateOptions {
  readonly commonName: string;
  /** The whole name, where it is not the common name alone. */
  readonly subject?: string;
  /** DNS names; none unless given. */
  readonly names?: readonly string[];
  /** Days from now; a day before and a day after unless given. */
  readonly validDays?: { readonly from: number; readonly to: number };
}

/** An authority of a test. */
export interface TestAuthority {
  /** PEM. */
  readonly certificate: string;
  issue(options: CertificateOptions): Promise<CertifiedKey>;
}

/** Makes an authority with a key of its own. */
export async function createTestAuthority(commonName: string): Promise<TestAuthority> {
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    keys,
    signingAlgorithm: ALGORITHM,
    ...toDates({ from: -2, to: 2 }),
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  return {
    certificate: toPem(certificate),
    async issue({ commonName, subject = `CN=${commonName}`, names = [], validDays = { from: -1, to: 1 } }) {
      const own = await generateKeys();
      const alternative = new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: 'dns' as const, value })),
      );
      const issued = await X509CertificateGenerator.create({
        subject,
        issuer: certificate.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        ...toDates(validDays),
        extensions: names.length === 0 ? [] : [alternative],
      });
      const privateKey = KeyObject.from(own.privateKey).export({ type: 'pkcs8', format: 'pem' });
      return { certificate: toPem(issued), privateKey: privateKey.toString() };
    },
  };
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function toDates({ from, to }: { readonly from: number; readonly to: number }) {
  const nowMs = Date.now();
  return { notBefore: new Date(nowMs + from * DAY_MS), notAfter: new Date(nowMs + to * DAY_MS) };
}

function toPem(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
