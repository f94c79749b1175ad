import { bytesToScalar, p256, scalarToBytes, type Curve } from '../msp/curves';

/**
 * The equivalent ECDSA signature (r ‖ s) whose s is at most half the order: the only form that Fabric accepts.
 * Mirrors bccsp/utils/ecdsa.go ToLowS.
 */
export function signatureToLowS(signature: Uint8Array, curve: Curve = p256): Uint8Array {
  const { scalarBytes, order, halfOrder } = curve;
  const s = bytesToScalar(signature.subarray(scalarBytes));
  if (s <= halfOrder) return signature;
  return Buffer.concat([signature.subarray(0, scalarBytes), scalarToBytes(order - s, curve)]);
}
