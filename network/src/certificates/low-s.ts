const halfOrder = BigInt('0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8');
const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const scalarBytes = 32;

/**
 * The equivalent P-256 signature (r ‖ s, 64 bytes) whose s is at most half the order: the only form that Fabric accepts.
 * Mirrors bccsp/utils/ecdsa.go ToLowS.
 */
export function signatureToLowS(signature: Uint8Array): Uint8Array {
  const s = BigInt(`0x${Buffer.from(signature.subarray(scalarBytes)).toString('hex')}`);
  if (s <= halfOrder) return signature;
  const lowS = (order - s).toString(16).padStart(scalarBytes * 2, '0');
  return Buffer.concat([signature.subarray(0, scalarBytes), Buffer.from(lowS, 'hex')]);
}
