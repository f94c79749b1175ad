import type { KeyObject } from 'node:crypto';

/** A curve whose keys Fabric's crypto library takes (bccsp/utils/ecdsa.go). */
export interface Curve {
  readonly order: bigint;
  /** Half of the order, rounded down: the highest S that is low. */
  readonly halfOrder: bigint;
  /** Bytes of R and of S. */
  readonly scalarBytes: number;
}

function curve(orderHex: string): Curve {
  const order = BigInt(`0x${orderHex}`);
  return { order, halfOrder: order / 2n, scalarBytes: Math.ceil(orderHex.length / 2) };
}

export const p256 = curve('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** By OpenSSL's names. Whatever the curve, what is signed is a SHA-256. */
const curves: Readonly<Record<string, Curve>> = {
  secp224r1: curve('ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d'),
  prime256v1: p256,
  secp384r1: curve(
    'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
  ),
  secp521r1: curve(
    '01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
  ),
};

/** The curve of a key; undefined for keys of another kind. */
export function keyToCurve(key: KeyObject): Curve | undefined {
  if (key.asymmetricKeyType !== 'ec') return undefined;
  return curves[key.asymmetricKeyDetails?.namedCurve ?? ''];
}

/** A whole number as so many bytes, the highest first. */
export function scalarToBytes(scalar: bigint, { scalarBytes }: Curve): Buffer {
  return Buffer.from(scalar.toString(16).padStart(scalarBytes * 2, '0'), 'hex');
}

/** The number that the bytes are, the highest first. */
export function bytesToScalar(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
}
