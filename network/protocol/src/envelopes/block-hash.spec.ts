import { createHash } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { blockDataHash, blockHeaderBytes, blockHeaderHash } from './block-hash';

function header(number: number): common.BlockHeader {
  const result = new common.BlockHeader();
  result.setNumber(number);
  result.setPreviousHash(Buffer.from('aa', 'hex'));
  result.setDataHash(Buffer.from('bbcc', 'hex'));
  return result;
}

const hexOf = (number: number): string => Buffer.from(blockHeaderBytes(header(number))).toString('hex');

describe('the hash of a block', () => {
  it('covers the header as minimal DER', () => {
    expect(hexOf(0)).to.equal('300a' + '020100' + '0401aa' + '0402bbcc');
    expect(hexOf(127)).to.equal('300a' + '02017f' + '0401aa' + '0402bbcc');
    expect(hexOf(128)).to.equal('300b' + '02020080' + '0401aa' + '0402bbcc');
    expect(hexOf(65_536)).to.equal('300c' + '0203010000' + '0401aa' + '0402bbcc');
  });

  it('is made of any number that a block can carry', () => {
    expect(hexOf(2 ** 53)).to.equal('3010' + '020720000000000000' + '0401aa' + '0402bbcc');
    expect(() => hexOf(2 ** 64)).not.to.throw();
  });

  it('is the SHA-256 of these bytes', () => {
    const expected = createHash('sha256')
      .update(Buffer.from(hexOf(7), 'hex'))
      .digest();
    expect(Buffer.compare(blockHeaderHash(header(7)), expected)).to.equal(0);
  });

  it('joins the data without separators', () => {
    const expected = createHash('sha256').update('abc').digest();
    expect(Buffer.compare(blockDataHash([Buffer.from('a'), Buffer.from('bc')]), expected)).to.equal(0);
  });
});
