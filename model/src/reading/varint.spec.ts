import { expect } from 'chai';
import { refusalOf } from '../testing/refusal';
import { ByteReader, ByteWriter } from './varint';

const readerOf = (...bytes: readonly number[]): ByteReader => new ByteReader(Uint8Array.from(bytes));

describe('numbers of a batch', () => {
  it('come back as they were, up to the largest that is exact', () => {
    const unsigned = [0, 1, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 35, Number.MAX_SAFE_INTEGER];
    const signed = [0, -1, 1, -64, 64, 2 ** 51, -(2 ** 51)];
    const writer = new ByteWriter(1);
    unsigned.forEach((each) => writer.unsigned(each));
    signed.forEach((each) => writer.signed(each));
    const reader = new ByteReader(writer.toBuffer());
    expect(unsigned.map(() => reader.unsigned())).to.deep.equal(unsigned);
    expect(signed.map(() => reader.signed())).to.deep.equal(signed);
    expect(reader.remaining).to.equal(0);
  });

  it('are in their shortest form', () => {
    expect(readerOf(0).unsigned()).to.equal(0);
    expect(refusalOf(() => readerOf(0x80, 0).unsigned())).to.equal('BATCH_NOT_CANONICAL batch');
    expect(refusalOf(() => readerOf(0xff, 0x80, 0).signed())).to.equal('BATCH_NOT_CANONICAL batch');
  });

  it('are refused beyond what is exact, and where the bytes end', () => {
    const most = Array.from({ length: 7 }, () => 0xff);
    expect(readerOf(...most, 0x0f).unsigned()).to.equal(Number.MAX_SAFE_INTEGER);
    for (const bytes of [[...most, 0x10], [...most, 0xff, 0], [0xff], []]) {
      expect(refusalOf(() => readerOf(...bytes).unsigned())).to.equal('BATCH_FORMAT batch');
    }
    expect(refusalOf(() => readerOf(1).take(2))).to.equal('BATCH_FORMAT batch');
    expect([...readerOf(1, 2).take(2)]).to.deep.equal([1, 2]);
  });
});
