import { createHash } from 'node:crypto';
import { isSignedBy, parseSigningKey } from '@kontti/model';
import type { SigningKey } from '@kontti/model';
import { p256 } from '@noble/curves/nist';
import { createError } from '../errors';
import type { MessageSigner } from '../gateway/session';
import type { ClientCertificate } from './certificate';

/**
 * Signs where the private key is, e.g. in an HSM or a KMS. For a certificate of P-256 it gets the SHA-256 digest of the message and
 * returns an ECDSA signature, as DER or as r and s of 32 bytes each, with high or low s; for one of Ed25519 it gets the message.
 */
export type ExternalSigner = (digest: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** Bytes of r and s one after the other. */
const RAW_SIGNATURE_LENGTH = 64;

/**
 * Makes a signer of whole messages from one outside this process. Its first signature is verified, since a peer would say no more of
 * the wrong key than that it denies access.
 * @throws KEY_UNSUPPORTED when the certificate's key is neither P-256 nor Ed25519; the signer fails with SIGNER_FAILED
 */
export function createExternalSigner(signer: ExternalSigner, certificate: ClientCertificate): MessageSigner {
  const key = parseSigningKey(certificate.publicKey);
  if (key === undefined) {
    throw createError('KEY_UNSUPPORTED');
  }
  let verified = false;
  return async (message) => {
    const signature = await signWith(signer, key, message);
    if (!verified && !isSignedBy(key, { message, signature })) {
      throw createError('SIGNER_FAILED', { because: "the signature is not of the certificate's key" });
    }
    verified = true;
    return signature;
  };
}

async function signWith(signer: ExternalSigner, key: SigningKey, message: Uint8Array): Promise<Uint8Array> {
  const { keyType } = key;
  const signature: unknown = await signer(
    keyType === 'Ed25519' ? message : createHash('sha256').update(message).digest(),
  );
  if (!(signature instanceof Uint8Array)) {
    throw createError('SIGNER_FAILED', { because: 'it did not return bytes' });
  }
  return keyType === 'Ed25519' ? signature : toLowS(signature);
}

/** Fabric accepts of the two equivalent signatures only the one with the lower s; HSMs return either. */
function toLowS(signature: Uint8Array): Uint8Array {
  try {
    const format = signature.length === RAW_SIGNATURE_LENGTH ? 'compact' : 'der';
    return p256.Signature.fromBytes(signature, format).normalizeS().toBytes('der');
  } catch (cause) {
    throw createError('SIGNER_FAILED', { because: 'it did not return an ECDSA signature', cause });
  }
}
