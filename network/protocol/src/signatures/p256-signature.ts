import { derTags, encodeDer, encodeDerInteger, readDer } from './der';

const scalarBytes = 32;
const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** Half of the order, rounded down: the highest S that is low. */
const halfOrder = Buffer.from('7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8', 'hex');

/** True when S of R ‖ S is at most half the order: of two signatures that verify the only one that Fabric takes. */
function isLowS(scalars: Uint8Array): boolean {
  return halfOrder.compare(scalars, scalarBytes) >= 0;
}

/** The signature (R ‖ S, 64 bytes) that verifies as this one does and has a low S. Mirrors bccsp/utils/ecdsa.go ToLowS. */
export function toLowS(scalars: Uint8Array): Uint8Array {
  if (isLowS(scalars)) return scalars;
  const s = BigInt(`0x${Buffer.from(scalars.subarray(scalarBytes)).toString('hex')}`);
  const lowS = (order - s).toString(16).padStart(scalarBytes * 2, '0');
  return Buffer.concat([scalars.subarray(0, scalarBytes), Buffer.from(lowS, 'hex')]);
}

/** R ‖ S as the DER sequence that Fabric expects. */
export function scalarsToDer(scalars: Uint8Array): Uint8Array {
  const [r, s] = [scalars.subarray(0, scalarBytes), scalars.subarray(scalarBytes)];
  return encodeDer(derTags.sequence, encodeDerInteger(r), encodeDerInteger(s));
}

/** Copies a positive, minimally encoded integer, right-aligned; returns where the next element starts. */
function copyScalar(options: { body: Uint8Array; offset: number; target: Buffer }): number | undefined {
  const { body, offset, target } = options;
  const element = readDer(body, offset);
  if (element?.tag !== derTags.integer) return undefined;
  let content = body.subarray(element.contentStart, element.end);
  const [first, second] = content;
  if (first === undefined || first >= 0x80) return undefined;
  if (first === 0) {
    // A zero byte is there only to keep the sign, and zero itself is no valid scalar.
    if (second === undefined || second < 0x80) return undefined;
    content = content.subarray(1);
  }
  if (content.length > scalarBytes) return undefined;
  target.set(content, scalarBytes - content.length);
  return element.end;
}

interface DerSignature {
  readonly scalars: Buffer;
  /** False when something follows S. */
  readonly isWhole: boolean;
}

/** Mirrors bccsp/utils/ecdsa.go UnmarshalECDSASignature, which ignores what follows S. */
function parseDer(signature: Uint8Array): DerSignature | undefined {
  const sequence = readDer(signature, 0);
  if (sequence?.tag !== derTags.sequence) return undefined;
  const body = signature.subarray(0, sequence.end);
  const scalars = Buffer.alloc(2 * scalarBytes);
  const [r, s] = [scalars.subarray(0, scalarBytes), scalars.subarray(scalarBytes)];
  const afterR = copyScalar({ body, offset: sequence.contentStart, target: r });
  if (afterR === undefined) return undefined;
  const afterS = copyScalar({ body, offset: afterR, target: s });
  return afterS === undefined ? undefined : { scalars, isWhole: afterS === signature.length };
}

/** A DER signature as R ‖ S of 32 bytes each, as peers take it; undefined when it is malformed or its S is high. */
export function derToLowScalars(signature: Uint8Array): Buffer | undefined {
  const parsed = parseDer(signature);
  return parsed && isLowS(parsed.scalars) ? parsed.scalars : undefined;
}

/**
 * The low-S form of a P-256 signature that something else made, e.g. openssl or a hardware module. Undefined when the bytes are no
 * DER signature.
 */
export function derToLowS(signature: Uint8Array): Uint8Array | undefined {
  const parsed = parseDer(signature);
  return parsed?.isWhole ? scalarsToDer(toLowS(parsed.scalars)) : undefined;
}
