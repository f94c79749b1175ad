import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { ECDSA_CURVES, ecdsaCurveOf, lowDerToRaw, rawToLowDer } from './ecdsa';
import { ModelError } from './errors';
import { LIMITS } from './limits';

const p256 = ECDSA_CURVES.prime256v1;

/** The kinds of keys that devices and holders sign with. */
export const KEY_TYPES = ['P-256', 'Ed25519'] as const;

/** One of {@link KEY_TYPES}. */
export type KeyType = (typeof KEY_TYPES)[number];

/** A parsed public key. */
export interface SigningKey {
  readonly keyType: KeyType;
  readonly key: KeyObject;
  /** The key's one SPKI DER encoding. */
  readonly spki: Buffer;
}

function keyTypeOf(key: KeyObject): KeyType | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'Ed25519';
  return ecdsaCurveOf(key) === p256 ? 'P-256' : undefined;
}

/** What a text says never changes, and parsing costs more than verifying: one request is checked several times on its way. */
const keys = new Map<string, SigningKey>();

/** Base64 of SPKI DER becomes a key, or `undefined` when it is no P-256 or Ed25519 key in its one encoding. */
export function parseSigningKey(spkiBase64: string): SigningKey | undefined {
  const known = keys.get(spkiBase64);
  if (known !== undefined) return known;
  const parsed = parseSpki(spkiBase64);
  if (parsed !== undefined) {
    if (keys.size >= LIMITS.signingKeysKept) keys.clear();
    keys.set(spkiBase64, parsed);
  }
  return parsed;
}

/** How the SPKI DER of a P-256 key starts; the two coordinates of its point follow. */
const P256_START = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');
const COORDINATE_BYTES = 32;

/** Reading the coordinates takes a quarter of the time that DER takes, and finds out a point that is not on the curve as well. */
function parseP256(spki: Buffer): SigningKey {
  const at = P256_START.length;
  const x = spki.toString('base64url', at, at + COORDINATE_BYTES);
  const y = spki.toString('base64url', at + COORDINATE_BYTES);
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  return { keyType: 'P-256', key, spki };
}

function parseSpki(spkiBase64: string): SigningKey | undefined {
  const spki = Buffer.from(spkiBase64, 'base64');
  const isP256 =
    spki.length === P256_START.length + 2 * COORDINATE_BYTES &&
    spki.subarray(0, P256_START.length).equals(P256_START);
  try {
    if (isP256) return parseP256(spki);
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const keyType = keyTypeOf(key);
    const canonical = key.export({ format: 'der', type: 'spki' });
    return keyType !== undefined && canonical.equals(spki) ? { keyType, key, spki } : undefined;
  } catch {
    return undefined;
  }
}

/** Signs a message; what it returns is what {@link isSignedBy} accepts. */
export type Signer = (message: Uint8Array) => Buffer;

/**
 * Makes a signer from a private key: Ed25519, or P-256 with SHA-256 as low-S DER.
 * @throws ModelError `PUBLIC_KEY` for any other kind of key.
 */
export function createSigner(privateKey: KeyObject): Signer {
  const keyType = keyTypeOf(privateKey);
  if (keyType === undefined || privateKey.type !== 'private') {
    throw new ModelError({ code: 'PUBLIC_KEY', field: '', rule: 'private key of P-256 or Ed25519' });
  }
  if (keyType === 'Ed25519') return (message) => sign(null, message, privateKey);
  return (message) =>
    rawToLowDer(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }), p256);
}

/** True when the signature over the message is this key's: for P-256 only in strict DER and with the lower s. */
export function isSignedBy(
  signingKey: SigningKey,
  signed: { message: Uint8Array; signature: Uint8Array },
): boolean {
  const { keyType, key } = signingKey;
  if (keyType === 'Ed25519') return verify(null, signed.message, key, signed.signature);
  const raw = lowDerToRaw(Buffer.from(signed.signature), p256);
  return raw !== undefined && verify('sha256', signed.message, { key, dsaEncoding: 'ieee-p1363' }, raw);
}

/** True when the signature (base64) over the message is that of the key (base64 of SPKI DER). */
export function isSignedWith(
  publicKey: string,
  signed: { readonly message: Uint8Array; readonly signature: string },
): boolean {
  const key = parseSigningKey(publicKey);
  const signature = Buffer.from(signed.signature, 'base64');
  return key !== undefined && isSignedBy(key, { message: signed.message, signature });
}
