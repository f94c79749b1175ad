import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { isWhole } from './is-whole';

/** A field of this number that holds bytes, as short ones are encoded. */
const field = (number: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([number * 8 + 2, content.length]), content]);
};
const text = (number: number, value: string): Buffer => field(number, Buffer.from(value));

/** The write set of an update, whose one value has that name. */
function writeSet(name: string): Buffer {
  const value = new common.ConfigValue();
  value.setVersion(1);
  const group = new common.ConfigGroup();
  group.getValuesMap().set(name, value);
  return field(3, group.serializeBinary());
}

function isWholeUpdate(...fields: readonly Uint8Array[]): boolean {
  const bytes = Buffer.concat([text(1, 'mychannel'), ...fields]);
  return isWhole(common.ConfigUpdate.deserializeBinary(bytes), bytes);
}

describe('whether a message holds all of its bytes', () => {
  it('is so for maps in any order', () => {
    const entries = ['B', 'A'].map((name) => field(1, text(1, name), field(2)));
    const bytes = Buffer.concat(entries);
    expect(isWhole(common.Capabilities.deserializeBinary(bytes), bytes)).to.equal(true);
    expect(isWholeUpdate(writeSet('A'))).to.equal(true);
  });

  it('is not so for a field that is not known, nor for one that is there twice', () => {
    expect(isWholeUpdate(writeSet('A'), text(9, 'x'))).to.equal(false);
    expect(isWholeUpdate(writeSet('A'), writeSet('B'))).to.equal(false);
  });

  it('is not so where what is lost is as long as what reading adds', () => {
    const hidden = writeSet('AB');
    // Each entry of a map without a value gets one of two bytes.
    const entries = Array.from({ length: hidden.length / 2 }, (_, index) => field(3, text(1, `K${index}`)));
    const bytes = Buffer.concat([field(2, ...entries), hidden, writeSet('C')]);
    expect(common.ConfigUpdate.deserializeBinary(bytes).serializeBinary()).to.have.length(bytes.length);
    expect(isWholeUpdate(field(2, ...entries), hidden, writeSet('C'))).to.equal(false);
  });
});
