import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import { createDevice } from './testing/readings';
import { refusalOf } from './testing/refusal';
import { createSigner, isSignedBy, parseSigningKey } from './signing';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

describe('signing', () => {
  for (const keyType of ['P-256', 'Ed25519'] as const) {
    it(`verifies what ${keyType} signed, and nothing else`, () => {
      const { signer, publicKey } = createDevice(keyType);
      const key = parseSigningKey(publicKey);
      if (key === undefined) throw new Error('no key');
      expect(key.keyType).to.equal(keyType);
      for (let round = 0; round < 50; round++) {
        const message = Buffer.from([round]);
        const signature = signer(message);
        expect(isSignedBy(key, { message, signature })).to.equal(true);
        expect(isSignedBy(key, { message: Buffer.from([round + 1]), signature })).to.equal(false);
        expect(isSignedBy(key, { message, signature: Buffer.concat([signature, Buffer.of(0)]) })).to.equal(
          false,
        );
      }
    });
  }

  it('refuses the upper of two P-256 signatures, and DER that is not the shortest', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = parseSigningKey(publicKey.export({ format: 'der', type: 'spki' }).toString('base64'));
    if (key === undefined) throw new Error('no key');
    const message = Buffer.from('message');
    const raw = sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const s = BigInt(`0x${raw.toString('hex', 32)}`);
    const signature = (value: bigint, pad = '') => {
      const digits = value.toString(16).padStart(64, '0');
      const parts = [raw.toString('hex', 0, 32), digits].map((part) => {
        const trimmed = part.replace(/^(00)+/, '');
        const positive = pad + (/^[89a-f]/.test(trimmed) ? `00${trimmed}` : trimmed);
        return `02${(positive.length / 2).toString(16).padStart(2, '0')}${positive}`;
      });
      const content = parts.join('');
      return Buffer.from(`30${(content.length / 2).toString(16).padStart(2, '0')}${content}`, 'hex');
    };
    const [low, high] = s > ORDER / 2n ? [ORDER - s, s] : [s, ORDER - s];
    expect(isSignedBy(key, { message, signature: signature(low) })).to.equal(true);
    expect(isSignedBy(key, { message, signature: signature(high) })).to.equal(false);
    expect(isSignedBy(key, { message, signature: signature(low, '00') })).to.equal(false);
    expect(isSignedBy(key, { message, signature: Buffer.alloc(0) })).to.equal(false);
  });

  it('takes a point in its one encoding, and none that is not on the curve', () => {
    const prime = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
    const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
    const power = (base: bigint, exponent: bigint): bigint => {
      let result = 1n;
      for (const digit of exponent.toString(2)) {
        result = (result * result * (digit === '1' ? base : 1n)) % prime;
      }
      return result;
    };
    const start = '3059301306072a8648ce3d020106082a8648ce3d03010703420004';
    const spkiOf = (x: bigint, y: bigint): string => {
      const [left, right] = [x, y].map((value) => value.toString(16).padStart(64, '0'));
      return Buffer.from(`${start}${left}${right}`, 'hex').toString('base64');
    };
    // x³ − 3x + b is a square: such an x leaves room for another encoding of the same number.
    const x = 5n;
    const square = (x ** 3n - 3n * x + b) % prime;
    const y = power(square, (prime + 1n) / 4n);
    expect((y * y) % prime).to.equal(square);
    const key = parseSigningKey(spkiOf(x, y));
    expect(key?.key.export({ format: 'der', type: 'spki' }).toString('base64')).to.equal(spkiOf(x, y));
    expect(parseSigningKey(spkiOf(x, prime - y))?.keyType).to.equal('P-256');
    for (const [wrongX, wrongY] of [
      [x + prime, y],
      [x, y + 1n],
      [x, 0n],
      [0n, 0n],
      [prime, y],
      [2n ** 256n - 1n, 2n ** 256n - 1n],
    ] as const) {
      expect(parseSigningKey(spkiOf(wrongX, wrongY)), `${wrongX} ${wrongY}`).to.equal(undefined);
    }
    const long = Buffer.concat([Buffer.from(spkiOf(x, y), 'base64'), Buffer.of(0)]);
    expect(parseSigningKey(long.toString('base64'))).to.equal(undefined);
  });

  it('takes no other kinds of keys', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const spki = other.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    expect(parseSigningKey(spki)).to.equal(undefined);
    expect(parseSigningKey('AAAA')).to.equal(undefined);
    expect(refusalOf(() => createSigner(other.privateKey))).to.equal('PUBLIC_KEY');
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(() => createSigner(privateKey)).not.to.throw();
  });
});
