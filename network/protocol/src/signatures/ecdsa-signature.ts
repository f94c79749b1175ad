import type { KeyObject } from 'node:crypto';
import { bytesToScalar, keyToCurve, p256, scalarToBytes, type Curve } from './curves';
import { derTags, encodeDer, encodeDerInteger, readDer } from './der';

// `@kontti/model` has low S and DER too, and its checks are part of what all companies agree on: the packages of `network/` know none of the
// others, and this code takes what Fabric takes, e.g. bytes after S.

/** True when S of R ‖ S is at most half the order: of two signatures that verify the only one that Fabric takes. */
function isLowS(scalars: Uint8Array, { scalarBytes, halfOrder }: Curve): boolean {
  return bytesToScalar(scalars.subarray(scalarBytes)) <= halfOrder;
}

/** The signature (R ‖ S) that verifies as this one does and has a low S. Mirrors bccsp/utils/ecdsa.go ToLowS. */
export function toLowS(scalars: Uint8Array, curve: Curve = p256): Uint8Array {
  if (isLowS(scalars, curve)) return scalars;
  const { scalarBytes, order } = curve;
  const lowS = scalarToBytes(order - bytesToScalar(scalars.subarray(scalarBytes)), curve);
  return Buffer.concat([scalars.subarray(0, scalarBytes), lowS]);
}

/** R ‖ S as the DER sequence that Fabric expects. */
export function scalarsToDer(scalars: Uint8Array): Uint8Array {
  const half = scalars.length / 2;
  const [r, s] = [scalars.subarray(0, half), scalars.subarray(half)];
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
  if (content.length > target.length) return undefined;
  target.set(content, target.length - content.length);
  return element.end;
}

interface DerSignature {
  readonly scalars: Buffer;
  /** False when something follows S. */
  readonly isWhole: boolean;
}

/** Mirrors bccsp/utils/ecdsa.go UnmarshalECDSASignature, which ignores what follows S. */
function parseDer(signature: Uint8Array, { scalarBytes }: Curve): DerSignature | undefined {
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

/**
 * A DER signature as R ‖ S, each as long as the curve's order, as peers take it; undefined when it is malformed or its S is high.
 */
export function derToLowScalars(signature: Uint8Array, curve: Curve = p256): Buffer | undefined {
  const parsed = parseDer(signature, curve);
  return parsed && isLowS(parsed.scalars, curve) ? parsed.scalars : undefined;
}

const ed25519SignatureBytes = 64;

/**
 * What Fabric takes of a signature that something else made, e.g. openssl or a hardware module: of an ECDSA key the DER with low S.
 * Undefined when the bytes are no signature of such a key.
 */
export function toFabricSignature(signature: Uint8Array, publicKey: KeyObject): Uint8Array | undefined {
  if (publicKey.asymmetricKeyType === 'ed25519') {
    return signature.length === ed25519SignatureBytes ? signature : undefined;
  }
  const curve = keyToCurve(publicKey);
  const parsed = curve && parseDer(signature, curve);
  return parsed?.isWhole ? scalarsToDer(toLowS(parsed.scalars, curve)) : undefined;
}
