import { readDer } from './der';

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const SCALAR_BYTES = 32;

/** Half of the order of P-256, rounded down: the highest S that is low. */
const P256_HALF_ORDER = Buffer.from(
  '7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8',
  'hex',
);

/**
 * A DER signature as R ‖ S of 32 bytes each; undefined when it is malformed or its S is high. What follows S is
 * ignored. Mirrors bccsp/utils/ecdsa.go UnmarshalECDSASignature and IsLowS.
 */
export function lowSSignature(signature: Uint8Array): Buffer | undefined {
  const sequence = readDer(signature, 0);
  if (sequence?.tag !== SEQUENCE) return undefined;
  const body = signature.subarray(0, sequence.end);
  const result = Buffer.alloc(2 * SCALAR_BYTES);
  const afterR = copyScalar({
    body,
    offset: sequence.contentStart,
    target: result.subarray(0, SCALAR_BYTES),
  });
  if (afterR === undefined) return undefined;
  const s = result.subarray(SCALAR_BYTES);
  if (copyScalar({ body, offset: afterR, target: s }) === undefined) return undefined;
  return P256_HALF_ORDER.compare(s) < 0 ? undefined : result;
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
  if (content.length > SCALAR_BYTES) return undefined;
  target.set(content, SCALAR_BYTES - content.length);
  return element.end;
}
