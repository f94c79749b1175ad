import { createHash, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Signer } from '@kontti/model';
import { p256, p384 } from '@noble/curves/nist';
import { createError } from '../errors';
import { keyToPair } from './signing-key';

/** The curves of ECDSA keys that client certificates may have, by OpenSSL's names. What is signed is a SHA-256 on each. */
const CURVES = { prime256v1: p256, secp384r1: p384 } as const;

type Curve = (typeof CURVES)[keyof typeof CURVES];

/** The public key of a client certificate, as something outside this process signs for it. */
export interface IdentityKey {
  /** What is given to be signed: the message's digest, or with Ed25519 the message. */
  toSigned(message: Uint8Array): Uint8Array;
  /** What Fabric takes of a signature: of ECDSA the DER with low s. @throws SIGNER_FAILED when it is none */
  toSignature(signature: Uint8Array): Uint8Array;
  /** Whether the key made the signature. */
  isSignedBy(signed: { readonly message: Uint8Array; readonly signature: Uint8Array }): boolean;
}

/** Fabric accepts of two equivalent signatures only the one with the lower s; HSMs return either, as DER or as r and s. */
function toLowS(curve: Curve, signature: Uint8Array): Buffer {
  const isRaw = signature.length === 2 * curve.Point.Fn.BYTES;
  const parsed = curve.Signature.fromBytes(signature, isRaw ? 'compact' : 'der');
  return Buffer.from(parsed.normalizeS().toBytes('der'));
}

function curveOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Curve | undefined {
  const name = asymmetricKeyDetails?.namedCurve ?? '';
  return asymmetricKeyType === 'ec' && Object.hasOwn(CURVES, name)
    ? CURVES[name as keyof typeof CURVES]
    : undefined;
}

/** Reads the public key of a certificate from base64 of SPKI DER. @throws KEY_UNSUPPORTED for a kind that no peer takes */
export function parseIdentityKey(spki: string): IdentityKey {
  const key = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType === 'ed25519') {
    return {
      toSigned: (message) => message,
      toSignature: (signature) => signature,
      isSignedBy: ({ message, signature }) => verify(null, message, key, signature),
    };
  }
  const curve = curveOf(key);
  if (curve === undefined) {
    throw createError('KEY_UNSUPPORTED', { details: { keyType: key.asymmetricKeyType } });
  }
  return {
    toSigned: (message) => createHash('sha256').update(message).digest(),
    toSignature(signature) {
      try {
        return toLowS(curve, signature);
      } catch (cause) {
        throw createError('SIGNER_FAILED', { because: 'it did not return an ECDSA signature', cause });
      }
    },
    isSignedBy: ({ message, signature }) => verify('sha256', message, key, signature),
  };
}

/** A signer of whole messages with a client's key. @throws KEY_UNSUPPORTED unless it is of P-256, P-384 or Ed25519 */
export function createIdentitySigner(privateKey: KeyObject): Signer {
  // Keys of devices and holders sign the same way, but are never of P-384.
  if (curveOf(privateKey) !== p384) return keyToPair(privateKey).sign;
  return (message) => toLowS(p384, sign('sha256', message, privateKey));
}
