import { bytesToScalar, p256, type Curve } from './curves';
import { readDer } from './der';

const SEQUENCE = 0x30;
const INTEGER = 0x02;
/**
 * A DER signature as R ‖ S, each as long as the curve's order; undefined when it is malformed or its S is high. What follows S is
 * ignored. Mirrors bccsp/utils/ecdsa.go UnmarshalECDSASignature and IsLowS.
 */
export function lowSSignature(
  signature: Uint8Array,
  { scalarBytes, halfOrder }: Curve = p256,
): Buffer | undefined {
  const sequence = readDer(signature, 0);
  if (sequence?.tag !== SEQUENCE) return undefined;
  const body = signature.subarray(0, sequence.end);
  const result = Buffer.alloc(2 * scalarBytes);
  const afterR = copyScalar({
    body,
    offset: sequence.contentStart,
    target: result.subarray(0, scalarBytes),
  });
  if (afterR === undefined) return undefined;
  const s = result.subarray(scalarBytes);
  if (copyScalar({ body, offset: afterR, target: s }) === undefined) return undefined;
  return bytesToScalar(s) <= halfOrder ? result : undefined;
}

/** Copies a positive, minimally encoded integer, right-aligned; returns where the next element starts. */
function copyScalar(options: { body: Uint8Array; offset: number; target: Buffer }): number | undefined {
  const { body, offset, target } = options;
  const element = readDer(body, offset);
  if (element?.tag !== INTEGER) return undefined;
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
