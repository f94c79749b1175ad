import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createSigner, ModelError } from '@kontti/model';
import type { Signer } from '@kontti/model';
import type { OptionRules } from '../options/check-options';
import { pem } from '../options/rules';
import { keyError, parsePrivateKey } from './private-key';

/** A private key that signs, and what others need to verify. */
export interface SigningKeyPair {
  readonly sign: Signer;
  /** Base64 of SPKI DER. */
  readonly publicKey: string;
  /** PKCS #8, PEM: a secret. */
  readonly exportPrivateKey: () => string;
}

/** The key of a pair; a new one unless given. */
export const KEY_PAIR_OPTIONS: OptionRules<{ readonly privateKey?: string }> = { privateKey: pem };

/**
 * Reads a P-256 or Ed25519 key from PEM (PKCS #8), or makes a new Ed25519 key.
 * @throws KEY_UNSUPPORTED, KEY_ENCRYPTED
 */
export function createSigningKeyPair(key?: string | Uint8Array): SigningKeyPair {
  return keyToPair(key === undefined ? generateKeyPairSync('ed25519').privateKey : parsePrivateKey(key));
}

/** @throws KEY_UNSUPPORTED unless the key, which was given at `option`, is of P-256 or Ed25519 */
export function keyToPair(key: KeyObject, option?: string): SigningKeyPair {
  return {
    sign: keyToSigner(key, option),
    publicKey: keyToSpki(key),
    exportPrivateKey: () => key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Base64 of SPKI DER of the public key that belongs to a private one. */
export function keyToSpki(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');
}

function keyToSigner(key: KeyObject, option: string | undefined): Signer {
  try {
    return createSigner(key);
  } catch (error) {
    if (error instanceof ModelError) {
      throw keyError('KEY_UNSUPPORTED', { option, details: { keyType: key.asymmetricKeyType } });
    }
    throw error;
  }
}
