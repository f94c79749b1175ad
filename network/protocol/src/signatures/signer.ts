import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { keyToCurve, type Curve } from '../msp/curves';
import { NetworkError } from '../base/errors';
import { derChildren, readDer, type DerElement } from '../msp/der';
import { signatureToLowS } from '../certificates/low-s';
import type { CertifiedKey } from '../certificates/types';

/** Signs in the name of one identity. */
export interface Signer {
  readonly mspId: string;
  /** `msp.SerializedIdentity` bytes. */
  readonly serialized: Uint8Array;
  /** A DER signature with low S over the message's SHA-256; of an Ed25519 key its 64 bytes over the message. */
  sign(message: Uint8Array): Uint8Array;
}

const ed25519SignatureBytes = 64;
const derSequence = 0x30;
const derInteger = 0x02;
/** Lengths from here on are written behind their own length. */
const longLength = 0x80;

/** A DER element of at most 255 bytes, which a signature of any curve is. */
function derElement(tag: number, content: Uint8Array): Uint8Array {
  const length = content.length < longLength ? [content.length] : [longLength + 1, content.length];
  return Buffer.concat([Uint8Array.from([tag, ...length]), content]);
}

/** A DER integer, minimal and positive. */
function scalarToDer(scalar: Uint8Array): Uint8Array {
  let start = 0;
  while (start < scalar.length - 1 && scalar[start] === 0) start += 1;
  const digits = scalar.subarray(start);
  const isSigned = (digits[0] ?? 0) >= longLength;
  return derElement(derInteger, isSigned ? Buffer.concat([Buffer.alloc(1), digits]) : digits);
}

/** r ‖ s to the DER sequence that Fabric expects. */
function signatureToDer(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  const scalars = [signature.subarray(0, half), signature.subarray(half)];
  return derElement(derSequence, Buffer.concat(scalars.map(scalarToDer)));
}

/** A DER integer as bytes of the curve's length; undefined when it is none of the curve. */
function derToScalar(
  bytes: Uint8Array,
  element: DerElement | undefined,
  { scalarBytes }: Curve,
): Uint8Array | undefined {
  if (element?.tag !== derInteger) return undefined;
  const digits = Buffer.from(bytes.subarray(element.contentStart, element.end));
  const start = digits.findIndex((digit) => digit !== 0);
  const scalar = start < 0 ? Buffer.alloc(0) : digits.subarray(start);
  if (scalar.length === 0 || scalar.length > scalarBytes) return undefined;
  return Buffer.concat([Buffer.alloc(scalarBytes - scalar.length), scalar]);
}

/**
 * What Fabric takes of a signature that something else made, e.g. openssl or a hardware module: of an ECDSA key the DER with low S.
 * Undefined when the bytes are no signature of such a key.
 */
export function toFabricSignature(signature: Uint8Array, publicKey: KeyObject): Uint8Array | undefined {
  if (publicKey.asymmetricKeyType === 'ed25519')
    return signature.length === ed25519SignatureBytes ? signature : undefined;
  const curve = keyToCurve(publicKey);
  return curve && derSignatureToLowS(signature, curve);
}

function derSignatureToLowS(signature: Uint8Array, curve: Curve): Uint8Array | undefined {
  const sequence = readDer(signature, 0);
  if (sequence?.tag !== derSequence || sequence.end !== signature.length) return undefined;
  const [r, s, ...others] = derChildren(signature, sequence) ?? [];
  const scalars = [derToScalar(signature, r, curve), derToScalar(signature, s, curve)].filter(
    (scalar) => scalar !== undefined,
  );
  if (scalars.length !== 2 || others.length > 0) return undefined;
  return signatureToDer(signatureToLowS(Buffer.concat(scalars), curve));
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
    ((message) =>
      signatureToDer(signatureToLowS(sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' }), curve)))
  );
}

/**
 * Signs in the name of the company that issued the key's certificate: ECDSA of P-224, P-256, P-384 or P-521, or Ed25519, which Fabric
 * takes from v3 on. @throws NetworkError IDENTITY_INVALID for a key of another kind
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
