import { expect } from 'chai';
import { decodeValue } from './decode-value';
import { decodingLimits } from './limits';

const { valueBytesMax } = decodingLimits;

describe('bytes for people', () => {
  it('are text where all of it can be printed, and hex elsewhere', () => {
    expect(decodeValue(Buffer.from('Zug 7\tnach\nKöln'))).to.deep.equal({
      kind: 'text',
      value: 'Zug 7\tnach\nKöln',
      bytes: 16,
    });
    expect(decodeValue(new Uint8Array())).to.deep.equal({ kind: 'text', value: '', bytes: 0 });
    for (const bytes of [
      [0xff, 0xfe],
      [0x1b, 0x5b, 0x32, 0x4a],
      [0x61, 0x00],
      [0xc2, 0x9b],
      [0xe2, 0x80, 0xae],
    ]) {
      const { kind, value } = decodeValue(Uint8Array.from(bytes));
      expect(kind).to.equal('hex');
      expect(Buffer.from(value, 'hex')).to.deep.equal(Buffer.from(bytes));
    }
  });

  it('keep JSON as it was written', () => {
    const text = '{"b":1, "a":12345678901234567890}';
    expect(decodeValue(Buffer.from(text))).to.deep.equal({ kind: 'json', value: text, bytes: text.length });
    expect(decodeValue(Buffer.from('{"b":')).kind).to.equal('text');
    expect(decodeValue(Buffer.from('7')).kind).to.equal('text');
  });

  it('are cut at their bound, not within a character', () => {
    const text = `${'x'.repeat(valueBytesMax - 1)}äö`;
    expect(decodeValue(Buffer.from(text))).to.deep.equal({
      kind: 'text',
      value: 'x'.repeat(valueBytesMax - 1),
      bytes: valueBytesMax + 3,
      isCut: true,
    });
    const { value, isCut } = decodeValue(Buffer.alloc(valueBytesMax + 1, 0xff));
    expect([value.length, isCut]).to.deep.equal([2 * valueBytesMax, true]);
    expect(decodeValue(Buffer.alloc(valueBytesMax, 0x61))).not.to.have.property('isCut');
  });
});
