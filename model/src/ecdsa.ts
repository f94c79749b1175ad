import type { KeyObject } from 'node:crypto';

/** An elliptic curve whose signatures are numbers r and s below its order. */
export interface EcdsaCurve {
  /** Bytes of r, and of s. */
  readonly scalarBytes: number;
  readonly order: Buffer;
  /** Of the two signatures (r, s) and (r, order − s) only that with the lower s is accepted: this is its largest s. */
  readonly halfOrder: Buffer;
}

function curveOf(order: string, halfOrder: string): EcdsaCurve {
  return {
    scalarBytes: order.length / 2,
    order: Buffer.from(order, 'hex'),
    halfOrder: Buffer.from(halfOrder, 'hex'),
  };
}

/** Devices and holders sign with P-256, clients of a peer with P-384 too; by OpenSSL's names. */
export const ECDSA_CURVES = {
  prime256v1: curveOf(
    'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
    '7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8',
  ),
  secp384r1: curveOf(
    'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
    '7fffffffffffffffffffffffffffffffffffffffffffffffe3b1a6c0fa1b96efac0d06d9245853bd76760cb5666294b9',
  ),
} as const;

/** The curve of a key, where it is one of {@link ECDSA_CURVES}. */
export function ecdsaCurveOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): EcdsaCurve | undefined {
  const name = asymmetricKeyDetails?.namedCurve ?? '';
  return asymmetricKeyType === 'ec' && Object.hasOwn(ECDSA_CURVES, name)
    ? ECDSA_CURVES[name as keyof typeof ECDSA_CURVES]
    : undefined;
}

/** A signature as DER or as r and s becomes the equivalent one in DER with the lower s; undefined when it is no signature. */
export function toLowSignature(signature: Uint8Array, curve: EcdsaCurve): Buffer | undefined {
  const { scalarBytes, order } = curve;
  const bytes = Buffer.from(signature);
  const raw = bytes.length === 2 * scalarBytes ? bytes : derToRaw(bytes, curve);
  if (raw === undefined) return undefined;
  const scalars = [raw.subarray(0, scalarBytes), raw.subarray(scalarBytes)];
  const areInRange = scalars.every(
    (scalar) => scalar.some((byte) => byte !== 0) && scalar.compare(order) < 0,
  );
  return areInRange ? rawToLowDer(raw, curve) : undefined;
}

/** r and s, as signing makes them, become DER with the lower s. */
export function rawToLowDer(raw: Buffer, curve: EcdsaCurve): Buffer {
  const s = raw.subarray(curve.scalarBytes);
  return encodeDer(raw.subarray(0, curve.scalarBytes), isHigh(s, curve) ? orderMinus(s, curve) : s);
}

/** DER becomes r and s; undefined when it is not strict DER, or when s is the higher one. */
export function lowDerToRaw(der: Buffer, curve: EcdsaCurve): Buffer | undefined {
  const raw = derToRaw(der, curve);
  return raw === undefined || isHigh(raw.subarray(curve.scalarBytes), curve) ? undefined : raw;
}

function isHigh(s: Buffer, { halfOrder }: EcdsaCurve): boolean {
  return s.compare(halfOrder) > 0;
}

function orderMinus(s: Buffer, { scalarBytes, order }: EcdsaCurve): Buffer {
  const low = Buffer.alloc(scalarBytes);
  let borrow = 0;
  for (let index = scalarBytes - 1; index >= 0; index -= 1) {
    const difference = (order[index] ?? 0) - (s[index] ?? 0) - borrow;
    low[index] = difference & 0xff;
    borrow = difference < 0 ? 1 : 0;
  }
  return low;
}

function encodeDer(r: Buffer, s: Buffer): Buffer {
  const [rBytes, sBytes] = [shortest(r), shortest(s)];
  const [rLength, sLength] = [integerLength(rBytes), integerLength(sBytes)];
  const der = Buffer.alloc(6 + rLength + sLength);
  der.set([0x30, 4 + rLength + sLength, 0x02, rLength]);
  der.set(rBytes, 4 + rLength - rBytes.length);
  der.set([0x02, sLength], 4 + rLength);
  der.set(sBytes, 6 + rLength + sLength - sBytes.length);
  return der;
}

/** The same number without zeros in front. */
function shortest(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  return bytes.subarray(start);
}

/** A number whose first bit is set has a zero in front, as it would be negative otherwise. */
function integerLength(bytes: Buffer): number {
  return bytes.length + ((bytes[0] ?? 0) >= 0x80 ? 1 : 0);
}

/** Only what encodes back to the same bytes is DER. */
function derToRaw(der: Buffer, { scalarBytes }: EcdsaCurve): Buffer | undefined {
  const rLength = der[3] ?? 0;
  const raw = Buffer.alloc(2 * scalarBytes);
  for (const [part, end] of [
    [der.subarray(4, 4 + rLength), scalarBytes],
    [der.subarray(6 + rLength), 2 * scalarBytes],
  ] as const) {
    const bytes = part.subarray(Math.max(0, part.length - scalarBytes));
    raw.set(bytes, end - bytes.length);
  }
  return encodeDer(raw.subarray(0, scalarBytes), raw.subarray(scalarBytes)).equals(der) ? raw : undefined;
}
