import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { NetworkError } from '../base/errors';
import { keyToCurve } from './curves';
import { scalarsToDer, toLowS } from './ecdsa-signature';

/** Signs in the name of one identity. */
export interface Signer {
  /** MSP id of the company in whose name it signs. */
  readonly mspId: string;
  /** `msp.SerializedIdentity` bytes. */
  readonly serialized: Uint8Array;
  /** A DER signature with low S over the message's SHA-256; of an Ed25519 key its 64 bytes over the message. */
  sign(message: Uint8Array): Uint8Array;
}

/** A certificate and the key that belongs to it, both PEM; the key is PKCS#8. */
export interface CertifiedKey {
  /** The certificate, PEM. */
  readonly certificatePem: string;
  /** The private key, PEM of PKCS#8; not encrypted. */
  readonly privateKeyPem: string;
}

/** `msp.SerializedIdentity` bytes of a company's certificate. */
export function serializeIdentity(options: { mspId: string; certificatePem: string }): Uint8Array {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(options.mspId);
  identity.setIdBytes(Buffer.from(options.certificatePem));
  return identity.serializeBinary();
}

function createSigning(key: KeyObject): ((message: Uint8Array) => Uint8Array) | undefined {
  if (key.asymmetricKeyType === 'ed25519') return (message) => sign(null, message, key);
  const curve = keyToCurve(key);
  return (
    curve &&
    ((message) => scalarsToDer(toLowS(sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' }), curve)))
  );
}

/**
 * Signs in the name of the company that issued the key's certificate: ECDSA of P-224, P-256, P-384 or P-521, or Ed25519, which Fabric
 * takes from v3 on.
 * @example const signer = createSigner({ mspId: 'Org1MSP', certificatePem, privateKeyPem });
 * @throws NetworkError IDENTITY_INVALID for a key of another kind
 */
export function createSigner(options: CertifiedKey & { mspId: string }): Signer {
  const { mspId } = options;
  const signing = createSigning(createPrivateKey(options.privateKeyPem));
  if (signing === undefined) {
    throw new NetworkError({
      code: 'IDENTITY_INVALID',
      message: `The key of ${mspId} is of a kind that Fabric does not take: enrol with an ECDSA key such as P-256, or Ed25519 (v3).`,
      details: { mspId },
    });
  }
  return { mspId, serialized: serializeIdentity(options), sign: signing };
}
