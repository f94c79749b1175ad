import { type KeyObject, verify } from 'node:crypto';
import { lowSSignature } from './ecdsa-signature';

export type SignatureVerifier = (options: { message: Uint8Array; signature: Uint8Array }) => boolean;

/** Verifies signatures of a key; undefined for keys that an MSP does not take: only P-256 and Ed25519 are. */
export function createSignatureVerifier(key: KeyObject): SignatureVerifier | undefined {
  if (key.asymmetricKeyType === 'ed25519') {
    return ({ message, signature }) => signature.length === 64 && verify(null, message, key, signature);
  }
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    return undefined;
  const keyInput = { key, dsaEncoding: 'ieee-p1363' } as const;
  return ({ message, signature }) => {
    const lowS = lowSSignature(signature);
    return lowS !== undefined && verify('sha256', message, keyInput, lowS);
  };
}
