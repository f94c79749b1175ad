import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect } from 'chai';
import { ECDSA_CURVES, ecdsaCurveOf, lowDerToRaw, rawToLowDer, toLowSignature } from './ecdsa';

const toScalar = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const message = Buffer.from('message');

for (const [namedCurve, curve] of Object.entries(ECDSA_CURVES)) {
  const { scalarBytes, order, halfOrder } = curve;
  const n = toScalar(order);
  const toBytes = (value: bigint): Buffer =>
    Buffer.from(value.toString(16).padStart(2 * scalarBytes, '0'), 'hex');
  const rawOf = (r: bigint, s: bigint): Buffer => Buffer.concat([toBytes(r), toBytes(s)]);

  describe(`signatures of ${namedCurve}`, () => {
    it('has the half of the order that is rounded down', () => {
      expect(order).to.have.length(scalarBytes);
      expect(toScalar(halfOrder)).to.equal(n / 2n);
    });

    it('makes of both signatures, as DER and as r and s, the one that is accepted', () => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
      for (const key of [publicKey, privateKey]) expect(ecdsaCurveOf(key)).to.equal(curve);
      for (let round = 0; round < 30; round += 1) {
        const der = sign('sha256', message, privateKey);
        const low = toLowSignature(der, curve);
        const raw = low && lowDerToRaw(low, curve);
        if (low === undefined || raw === undefined) throw new Error('no signature');
        const [r, s] = [toScalar(raw.subarray(0, scalarBytes)), toScalar(raw.subarray(scalarBytes))];
        expect(s <= n / 2n).to.equal(true);
        expect(verify('sha256', message, publicKey, low)).to.equal(true);
        for (const same of [raw, rawOf(r, n - s), low]) {
          expect(toLowSignature(same, curve)).to.deep.equal(low);
        }
        expect(rawToLowDer(rawOf(r, n - s), curve)).to.deep.equal(low);
      }
    });

    it('takes s up to half the order as low', () => {
      const highest = rawToLowDer(rawOf(1n, n / 2n), curve);
      expect(lowDerToRaw(highest, curve)).to.deep.equal(rawOf(1n, n / 2n));
      expect(rawToLowDer(rawOf(1n, n / 2n + 1n), curve)).to.deep.equal(highest);
    });

    it('refuses numbers that no signature has, and what is neither DER nor r and s', () => {
      for (const raw of [rawOf(0n, 1n), rawOf(1n, 0n), rawOf(n, 1n), rawOf(1n, n)]) {
        expect(toLowSignature(raw, curve)).to.equal(undefined);
      }
      expect(toLowSignature(rawOf(n - 1n, n - 1n), curve)).to.deep.equal(
        rawToLowDer(rawOf(n - 1n, 1n), curve),
      );
      const der = rawToLowDer(rawOf(1n, 1n), curve);
      for (const wrong of [Buffer.of(), der.subarray(1), Buffer.concat([der, Buffer.of(0)])]) {
        expect(toLowSignature(wrong, curve)).to.equal(undefined);
        expect(lowDerToRaw(wrong, curve)).to.equal(undefined);
      }
    });
  });
}

describe('ecdsaCurveOf', () => {
  it('knows no other curves and kinds of keys', () => {
    for (const { publicKey } of [
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
      generateKeyPairSync('ed25519'),
    ]) {
      expect(ecdsaCurveOf(publicKey)).to.equal(undefined);
    }
  });
});
