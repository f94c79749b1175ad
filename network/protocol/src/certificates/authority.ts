import 'reflect-metadata';
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  webcrypto,
  type KeyObject,
} from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
  cryptoProvider,
  type Extension,
  type JsonName,
  type Name,
} from '@peculiar/x509';
import type { Clock } from '../base/clock';
import { certificateBackdateMs, certificateLifetimeMs, serialNumberBytes } from './limits';
import { lowSCrypto } from './low-s-crypto';
import type { CertifiedKey } from '../signatures/signer';
import type { AuthorityKeyType, KeyType } from './types';

cryptoProvider.set(webcrypto);

/** How an authority signs, by the kind of its key. */
const algorithms = {
  'P-256': { imported: { name: 'ECDSA', namedCurve: 'P-256' }, signing: { name: 'ECDSA', hash: 'SHA-256' } },
  Ed25519: { imported: { name: 'Ed25519' }, signing: { name: 'Ed25519' } },
} as const;

/** What an authority takes from outside each time that it certifies. */
export interface AuthorityEnvironment {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly randomBytes: (length: number) => Uint8Array;
}

interface AuthorityOptions extends AuthorityEnvironment {
  readonly commonName: string;
  readonly organization: string;
  /** P-256 by default. */
  readonly keyType?: AuthorityKeyType | undefined;
}

/** One self-signed authority that certifies fresh keys. */
export interface Authority extends CertifiedKey {
  issue(options: {
    subject: JsonName;
    extensions: readonly Extension[];
    /** Hex; a random one by default. */
    serialNumber?: string | undefined;
    /** That of the authority by default. */
    keyType?: KeyType | undefined;
  }): Promise<CertifiedKey>;
  /** A revocation list of these serial numbers, PEM. */
  revoke(serialNumbers: readonly string[]): Promise<string>;
}

/** An authority's key, as certificates are signed with it. */
interface SigningKey {
  readonly keyType: AuthorityKeyType;
  readonly key: webcrypto.CryptoKey;
}

interface CertifyOptions {
  readonly authority: AuthorityEnvironment;
  readonly subject: JsonName;
  readonly issuer: JsonName | Name;
  readonly publicKey: KeyObject;
  readonly signing: SigningKey;
  readonly extensions: readonly Extension[];
  readonly serialNumber?: string | undefined;
}

/** Bytes of a public key's own at the end of its SPKI: a point that is not compressed, or Ed25519's 32 bytes. */
function publicBytes({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): number {
  if (asymmetricKeyType === 'ed25519') return 32;
  return asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 97 : 65;
}

/** SHA-256 of the public point, as cryptogen makes key identifiers. */
function publicKeyToKeyId(publicKey: KeyObject): string {
  const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-publicBytes(publicKey));
  return createHash('sha256').update(point).digest('hex');
}

function createSerialNumber(randomBytes: AuthorityOptions['randomBytes']): string {
  return bytesToSerialNumber(randomBytes(serialNumberBytes));
}

/** Positive, and never shorter than its encoding. */
export function bytesToSerialNumber(source: Uint8Array): string {
  const bytes = Buffer.from(source.subarray(0, serialNumberBytes));
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40, 0);
  return bytes.toString('hex');
}

async function certify(options: CertifyOptions): Promise<string> {
  const notBeforeMs = options.authority.clock.nowMs() - certificateBackdateMs;
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: options.serialNumber ?? createSerialNumber(options.authority.randomBytes),
      subject: options.subject,
      issuer: options.issuer,
      notBefore: new Date(notBeforeMs),
      notAfter: new Date(notBeforeMs + certificateLifetimeMs),
      publicKey: new Uint8Array(options.publicKey.export({ type: 'spki', format: 'der' })),
      signingKey: options.signing.key,
      signingAlgorithm: algorithms[options.signing.keyType].signing,
      extensions: [...options.extensions],
    },
    lowSCrypto,
  );
  return `${certificate.toString('pem')}\n`;
}

function generateKeys(keyType: KeyType = 'P-256'): { publicKey: KeyObject; privateKeyPem: string } {
  const { privateKey } =
    keyType === 'Ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: keyType });
  return {
    publicKey: createPublicKey(privateKey),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function authorityExtensions(keyId: string): Extension[] {
  const usages =
    KeyUsageFlags.digitalSignature |
    KeyUsageFlags.keyEncipherment |
    KeyUsageFlags.keyCertSign |
    KeyUsageFlags.cRLSign;
  return [
    new KeyUsagesExtension(usages, true),
    new BasicConstraintsExtension(true, undefined, true),
    new SubjectKeyIdentifierExtension(keyId),
  ];
}

async function importSigningKey(privateKeyPem: string): Promise<SigningKey> {
  const privateKey = createPrivateKey(privateKeyPem);
  const keyType = privateKey.asymmetricKeyType === 'ed25519' ? 'Ed25519' : 'P-256';
  const keyDer = privateKey.export({ type: 'pkcs8', format: 'der' });
  const { imported } = algorithms[keyType];
  return { keyType, key: await webcrypto.subtle.importKey('pkcs8', keyDer, imported, true, ['sign']) };
}

/** Creates an authority with a key of its own. Mirrors what internal/cryptogen/ca makes. */
export async function createAuthority(options: AuthorityOptions): Promise<Authority> {
  const name: JsonName = [{ O: [options.organization] }, { CN: [options.commonName] }];
  const { publicKey, privateKeyPem } = generateKeys(options.keyType);
  const certificatePem = await certify({
    authority: options,
    issuer: name,
    subject: name,
    signing: await importSigningKey(privateKeyPem),
    publicKey,
    extensions: authorityExtensions(publicKeyToKeyId(publicKey)),
  });
  return openAuthority({ ...options, certificatePem, privateKeyPem });
}

/** The authority whose certificate and key (P-256 or Ed25519) these are, as they were kept. @throws for bytes that are neither */
export async function openAuthority(options: CertifiedKey & AuthorityEnvironment): Promise<Authority> {
  const { certificatePem, privateKeyPem } = options;
  const signing = await importSigningKey(privateKeyPem);
  const issuer = new X509Certificate(certificatePem).subjectName;
  const keyId = publicKeyToKeyId(createPublicKey(certificatePem));
  return {
    certificatePem,
    privateKeyPem,
    async issue({ subject, extensions, serialNumber, keyType = signing.keyType }) {
      const issued = generateKeys(keyType);
      const identifiers = [
        new BasicConstraintsExtension(false, undefined, true),
        new SubjectKeyIdentifierExtension(publicKeyToKeyId(issued.publicKey)),
        new AuthorityKeyIdentifierExtension(keyId),
      ];
      const issuedPem = await certify({
        authority: options,
        issuer,
        signing,
        subject,
        publicKey: issued.publicKey,
        extensions: [...identifiers, ...extensions],
        serialNumber,
      });
      return { certificatePem: issuedPem, privateKeyPem: issued.privateKeyPem };
    },
    async revoke(serialNumbers) {
      const revokedAtMs = options.clock.nowMs() - certificateBackdateMs;
      const list = await X509CrlGenerator.create(
        {
          issuer,
          thisUpdate: new Date(revokedAtMs),
          nextUpdate: new Date(revokedAtMs + certificateLifetimeMs),
          signingAlgorithm: algorithms[signing.keyType].signing,
          signingKey: signing.key,
          entries: serialNumbers.map((serialNumber) => ({ serialNumber })),
          extensions: [new AuthorityKeyIdentifierExtension(keyId)],
        },
        lowSCrypto,
      );
      // Go reads no other label.
      return `${PemConverter.encode(list.rawData, 'X509 CRL')}\n`;
    },
  };
}
