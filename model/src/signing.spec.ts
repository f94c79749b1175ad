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
