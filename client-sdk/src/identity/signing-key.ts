import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createSigner, ModelError } from '@kontti/model';
import type { Signer } from '@kontti/model';
import { createError } from '../errors';

/** A private key that signs, and what others need to verify. */
export interface SigningKeyPair {
  readonly sign: Signer;
  /** Base64 of SPKI DER. */
  readonly publicKey: string;
  /** PKCS #8, PEM: a secret. */
  readonly exportPrivateKey: () => string;
}

/**
 * Reads a P-256 or Ed25519 key from PEM (PKCS #8), or makes a new Ed25519 key.
 * @throws KEY_UNSUPPORTED
 */
export function createSigningKeyPair(pem?: string | Buffer): SigningKeyPair {
  const key = pem === undefined ? generateKeyPairSync('ed25519').privateKey : parseKey(pem);
  return {
    sign: keyToSigner(key),
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    exportPrivateKey: () => key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function parseKey(pem: string | Buffer): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // The parser's own error may quote the input, which is a secret.
    throw createError('KEY_UNSUPPORTED', { because: 'the PEM cannot be parsed' });
  }
}

function keyToSigner(key: KeyObject): Signer {
  try {
    return createSigner(key);
  } catch (error) {
    if (error instanceof ModelError) {
      throw createError('KEY_UNSUPPORTED', { details: { keyType: key.asymmetricKeyType } });
    }
    throw error;
  }
}
