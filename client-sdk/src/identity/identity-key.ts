import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { ECDSA_CURVES, ecdsaCurveOf, rawToLowDer, toLowSignature, type Signer } from '@kontti/model';
import { createError } from '../errors';
import { keyToPair } from './signing-key';

/** The public key of a client certificate, as something outside this process signs for it. */
export interface IdentityKey {
  /** What is given to be signed: the message's digest, or with Ed25519 the message. */
  toSigned(message: Uint8Array): Uint8Array;
  /** What Fabric takes of a signature: of ECDSA the DER with low s. @throws SIGNER_FAILED when it is none */
  toSignature(signature: Uint8Array): Uint8Array;
  /** Whether the key made the signature. */
  isSignedBy(signed: { readonly message: Uint8Array; readonly signature: Uint8Array }): boolean;
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
  const curve = ecdsaCurveOf(key);
  if (curve === undefined) {
    throw createError('KEY_UNSUPPORTED', { details: { keyType: key.asymmetricKeyType } });
  }
  return {
    toSigned: (message) => createHash('sha256').update(message).digest(),
    toSignature(signature) {
      // Fabric accepts of two equivalent signatures only the one with the lower s; HSMs return either, as DER or as r and s.
      const accepted = toLowSignature(signature, curve);
      if (accepted !== undefined) return accepted;
      throw createError('SIGNER_FAILED', { because: 'it did not return an ECDSA signature' });
    },
    isSignedBy: ({ message, signature }) => verify('sha256', message, key, signature),
  };
}

/** A signer of whole messages with a client's key, which was given at `option`. @throws KEY_UNSUPPORTED unless it is of P-256, P-384 or Ed25519 */
export function createIdentitySigner(privateKey: KeyObject, option?: string): Signer {
  const { secp384r1 } = ECDSA_CURVES;
  // Keys of devices and holders sign the same way, but are never of P-384.
  if (ecdsaCurveOf(privateKey) !== secp384r1) return keyToPair(privateKey, option).sign;
  return (message) =>
    rawToLowDer(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }), secp384r1);
}
