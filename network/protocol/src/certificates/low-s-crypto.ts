import { KeyObject, sign, webcrypto } from 'node:crypto';
import { toLowS } from '../signatures/ecdsa-signature';

function signLowS(
  _algorithm: unknown,
  key: webcrypto.CryptoKey,
  data: ArrayBuffer | ArrayBufferView,
): Promise<ArrayBuffer> {
  const bytes = ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
  const signingKey = KeyObject.from(key);
  const signature =
    signingKey.asymmetricKeyType === 'ed25519'
      ? sign(null, bytes, signingKey)
      : toLowS(sign('sha256', bytes, { key: signingKey, dsaEncoding: 'ieee-p1363' }));
  return Promise.resolve(new Uint8Array(signature).buffer);
}

/**
 * Web Crypto whose P-256 signatures have low S: Fabric rewrites certificates with a high S
 * (msp/cert.go sanitizeECDSASignedCert), and an identity would then no longer equal its own bytes.
 */
export const lowSCrypto: webcrypto.Crypto = new Proxy(webcrypto, {
  get(target, property): unknown {
    if (property === 'subtle') return lowSSubtle;
    const value: unknown = Reflect.get(target, property, target);
    return typeof value === 'function' ? (value.bind(target) as unknown) : value;
  },
});

const lowSSubtle = new Proxy(webcrypto.subtle, {
  get(target, property): unknown {
    if (property === 'sign') return signLowS;
    const value: unknown = Reflect.get(target, property, target);
    return typeof value === 'function' ? (value.bind(target) as unknown) : value;
  },
});
