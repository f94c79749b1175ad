import { X509Certificate } from 'node:crypto';
import type { Signer } from '@kontti/model';
import { createError } from '../errors';
import { createSigningKeyPair } from './signing-key';

/** What `createClientSigner` needs. */
export interface ClientSignerOptions {
  /** PEM, PKCS #8. */
  readonly privateKey: string | Buffer;
  /** PEM; when given, the key must belong to it. */
  readonly certificate?: string | Buffer;
}

/**
 * Makes a signer of whole messages over node:crypto, an order of magnitude faster than the gateway's own in JavaScript: ECDSA
 * over SHA-256 with low s for a P-256 key, Ed25519 for an Ed25519 key. The gateway is to be connected with `hash.none`.
 * @throws KEY_UNSUPPORTED for any other key, and when the key is not the certificate's
 */
export function createClientSigner(options: ClientSignerOptions): Signer {
  const { sign, publicKey } = createSigningKeyPair(options.privateKey);
  if (options.certificate !== undefined && certificateToSpki(options.certificate) !== publicKey) {
    throw createError('KEY_UNSUPPORTED', { because: 'it is not the key of the certificate' });
  }
  return sign;
}

function certificateToSpki(certificate: string | Buffer): string {
  try {
    return new X509Certificate(certificate).publicKey
      .export({ type: 'spki', format: 'der' })
      .toString('base64');
  } catch (cause) {
    throw createError('OPTIONS_INVALID', { details: { option: 'certificate' }, cause });
  }
}
