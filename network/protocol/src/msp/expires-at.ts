import { X509Certificate } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import type { MspManager } from './types';

/**
 * When the certificate of an identity ends, whoever issued it; undefined when the bytes do not say.
 * Mirrors common/crypto/expiration.go ExpiresAt.
 */
export function expiresAtMs(options: { serialized: Uint8Array; mspManager: MspManager }): number | undefined {
  const { serialized, mspManager } = options;
  try {
    return mspManager.deserialize(serialized).notAfterMs;
  } catch {
    return strangerExpiresAtMs(serialized);
  }
}

function strangerExpiresAtMs(serialized: Uint8Array): number | undefined {
  try {
    const pem = Buffer.from(msp.SerializedIdentity.deserializeBinary(serialized).getIdBytes_asU8());
    return Date.parse(new X509Certificate(pem).validTo);
  } catch {
    return undefined;
  }
}
