import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import { derToLowScalars, scalarsToDer, toLowS } from './ecdsa-signature';

const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

function integer(value: bigint): number[] {
  const hex = value.toString(16);
  const bytes = [...Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')];
  const padded = (bytes[0] ?? 0) >= 0x80 ? [0, ...bytes] : bytes;
  return [0x02, padded.length, ...padded];
}

function toDer(r: bigint, s: bigint): Buffer {
  const content = [...integer(r), ...integer(s)];
  return Buffer.from([0x30, content.length, ...content]);
}

describe('derToLowScalars', () => {
  it('takes S up to half the order', () => {
    expect(derToLowScalars(toDer(1n, order / 2n))?.toString('hex')).to.equal(
      `${'1'.padStart(64, '0')}${(order / 2n).toString(16)}`,
    );
    expect(derToLowScalars(toDer(1n, order / 2n + 1n))).to.equal(undefined);
  });

  it('refuses zero, negative, padded and oversized scalars', () => {
    for (const hex of [
      '3006020100020101',
      '3006020101020100',
      '3006020181020101',
      '300702020001020101',
      '30060201010201',
      '3081060201010201 01',
      '3106020101020101',
    ]) {
      expect(derToLowScalars(Buffer.from(hex.replaceAll(' ', ''), 'hex')), hex).to.equal(undefined);
    }
    expect(derToLowScalars(toDer(1n << 256n, 1n))).to.equal(undefined);
    expect(derToLowScalars(Buffer.from('3006020101020101', 'hex'))).to.have.length(64);
  });

  it('agrees with node:crypto on random keys', () => {
    for (let round = 0; round < 20; round += 1) {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
      const raw = sign('sha256', Buffer.of(round), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      const low = Buffer.from(toLowS(raw)).toString('hex');
      const der = toDer(BigInt(`0x${low.slice(0, 64)}`), BigInt(`0x${low.slice(64)}`));
      expect(derToLowScalars(der)?.toString('hex')).to.equal(low);
      expect(Buffer.from(scalarsToDer(Buffer.from(low, 'hex'))).equals(der)).to.equal(true);
    }
  });
});
