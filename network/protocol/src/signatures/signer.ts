import { createPrivateKey, sign } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { scalarsToDer, toLowS } from './p256-signature';

/** Signs in the name of one identity. */
export interface Signer {
  readonly mspId: string;
  /** `msp.SerializedIdentity` bytes. */
  readonly serialized: Uint8Array;
  /** A DER signature with low S over the message's SHA-256. */
  sign(message: Uint8Array): Uint8Array;
}

/** A certificate and the key that belongs to it, both PEM; the key is PKCS#8. */
export interface CertifiedKey {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** `msp.SerializedIdentity` bytes of a company's certificate. */
export function serializeIdentity(options: { mspId: string; certificatePem: string }): Uint8Array {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(options.mspId);
  identity.setIdBytes(Buffer.from(options.certificatePem));
  return identity.serializeBinary();
}

/** Signs with a P-256 key in the name of the company that issued its certificate. */
export function createSigner(options: CertifiedKey & { mspId: string }): Signer {
  const key = createPrivateKey(options.privateKeyPem);
  return {
    mspId: options.mspId,
    serialized: serializeIdentity(options),
    sign: (message) => scalarsToDer(toLowS(sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' }))),
  };
}
