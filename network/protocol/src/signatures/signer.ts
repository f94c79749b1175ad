import { createPrivateKey, sign } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { derChildren, readDer, type DerElement } from '../msp/der';
import { signatureToLowS } from '../certificates/low-s';
import type { CertifiedKey } from '../certificates/types';

/** Signs in the name of one identity. */
export interface Signer {
  readonly mspId: string;
  /** `msp.SerializedIdentity` bytes. */
  readonly serialized: Uint8Array;
  /** A DER signature with low S over the message's SHA-256. */
  sign(message: Uint8Array): Uint8Array;
}

const scalarBytes = 32;
const derSequence = 0x30;
const derInteger = 0x02;
/** Tag and length of a sequence and two integers, and a sign byte for each of these. */
const derOverheadMax = 8;

/** Writes a DER integer, minimal and positive; returns where the next element starts. */
function writeInteger(target: Uint8Array, integer: { scalar: Uint8Array; offset: number }): number {
  const { scalar, offset } = integer;
  let start = 0;
  while (start < scalar.length - 1 && scalar[start] === 0) {
    start += 1;
  }
  const digits = scalar.subarray(start);
  const signBytes = (digits[0] ?? 0) >= 0x80 ? 1 : 0;
  target[offset] = derInteger;
  target[offset + 1] = digits.length + signBytes;
  target.set(digits, offset + 2 + signBytes);
  return offset + 2 + signBytes + digits.length;
}

/** r ‖ s to the DER sequence that Fabric expects. */
function signatureToDer(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  const target = new Uint8Array(signature.length + derOverheadMax);
  const afterR = writeInteger(target, { scalar: signature.subarray(0, half), offset: 2 });
  const end = writeInteger(target, { scalar: signature.subarray(half), offset: afterR });
  target[0] = derSequence;
  target[1] = end - 2;
  return target.subarray(0, end);
}

/** A DER integer as 32 bytes; undefined when it is none of P-256. */
function derToScalar(bytes: Uint8Array, element: DerElement | undefined): Uint8Array | undefined {
  if (element?.tag !== derInteger) return undefined;
  const digits = Buffer.from(bytes.subarray(element.contentStart, element.end));
  const start = digits.findIndex((digit) => digit !== 0);
  const scalar = start < 0 ? Buffer.alloc(0) : digits.subarray(start);
  if (scalar.length === 0 || scalar.length > scalarBytes) return undefined;
  return Buffer.concat([Buffer.alloc(scalarBytes - scalar.length), scalar]);
}

/**
 * The low-S form of a P-256 signature that something else made, e.g. openssl or a hardware module: the only one that Fabric takes.
 * Undefined when the bytes are no DER signature.
 */
export function derSignatureToLowS(signature: Uint8Array): Uint8Array | undefined {
  const sequence = readDer(signature, 0);
  if (sequence?.tag !== derSequence || sequence.end !== signature.length) return undefined;
  const [r, s, ...others] = derChildren(signature, sequence) ?? [];
  const scalars = [derToScalar(signature, r), derToScalar(signature, s)].filter(
    (scalar) => scalar !== undefined,
  );
  if (scalars.length !== 2 || others.length > 0) return undefined;
  return signatureToDer(signatureToLowS(Buffer.concat(scalars)));
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
    sign: (message) =>
      signatureToDer(signatureToLowS(sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' }))),
  };
}
