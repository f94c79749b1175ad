import { createError } from '../errors';
import type { MessageSigner } from '../gateway/signing';
import type { ClientCertificate } from './certificate';
import { parseIdentityKey } from './identity-key';
import type { IdentityKey } from './identity-key';

/**
 * Signs where the private key is, e.g. in an HSM or a KMS. For a certificate of P-256 or P-384 it gets the SHA-256 digest of the message
 * and returns an ECDSA signature, as DER or as r and s of 32 or 48 bytes each, with high or low s; for one of Ed25519 it gets the message.
 */
export type ExternalSigner = (digest: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/**
 * Makes a signer of whole messages from one outside this process. Its first signature is verified, since a peer would say no more of
 * the wrong key than that it denies access.
 * @throws KEY_UNSUPPORTED when the public key is of none of these kinds; the signer fails with SIGNER_FAILED
 */
export function createExternalSigner(
  signer: ExternalSigner,
  { publicKey }: Pick<ClientCertificate, 'publicKey'>,
): MessageSigner {
  const key = parseIdentityKey(publicKey);
  let verified = false;
  return async (message) => {
    const signature = await signWith(signer, key, message);
    if (!verified && !key.isSignedBy({ message, signature })) {
      throw createError('SIGNER_FAILED', { because: 'the signature is not of the public key' });
    }
    verified = true;
    return signature;
  };
}

async function signWith(signer: ExternalSigner, key: IdentityKey, message: Uint8Array): Promise<Uint8Array> {
  const signature: unknown = await signer(key.toSigned(message));
  if (!(signature instanceof Uint8Array)) {
    throw createError('SIGNER_FAILED', { because: 'it did not return bytes' });
  }
  return key.toSignature(signature);
}
