const halfOrder = Buffer.from('7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8', 'hex');
const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const scalarBytes = 32;

/**
 * The equivalent P-256 signature (r ‖ s, 64 bytes) whose s is at most half the order: the only form that Fabric accepts.
 * Mirrors bccsp/utils/ecdsa.go ToLowS.
 */
export function signatureToLowS(signature: Uint8Array): Uint8Array {
  const scalar = signature.subarray(scalarBytes);
  if (halfOrder.compare(scalar) >= 0) return signature;
  const s = BigInt(`0x${Buffer.from(scalar).toString('hex')}`);
  const lowS = (order - s).toString(16).padStart(scalarBytes * 2, '0');
  return Buffer.concat([signature.subarray(0, scalarBytes), Buffer.from(lowS, 'hex')]);
}
