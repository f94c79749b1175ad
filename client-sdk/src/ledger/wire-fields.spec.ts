import { common, gateway } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { fieldValues, onlyValue } from './wire-fields';

const message = new gateway.PreparedTransaction();
message.setTransactionId('tx');
const envelope = new common.Envelope();
envelope.setPayload(new Uint8Array(300).fill(7));
envelope.setSignature(Uint8Array.of(1, 2));
message.setEnvelope(envelope);
const bytes = message.serializeBinary();

describe('fields of a message', () => {
  it('are found where they are, inside one another', () => {
    expect(Buffer.from(onlyValue(bytes, [1])).toString()).to.equal('tx');
    expect(onlyValue(bytes, [2, 1])).to.deep.equal(new Uint8Array(300).fill(7));
    expect(fieldValues(bytes, 3)).to.deep.equal([]);
    expect(fieldValues(new Uint8Array(), 1)).to.deep.equal([]);
  });

  it('of other kinds are passed over', () => {
    const header = new common.ChannelHeader();
    header.setType(3);
    header.setEpoch(2 ** 40);
    header.setTxId('tx');
    expect(Buffer.from(onlyValue(header.serializeBinary(), [5])).toString()).to.equal('tx');
    // 64 and 32 bits, of field 9, before field 1.
    const fixed = Uint8Array.of(0x49, 1, 2, 3, 4, 5, 6, 7, 8, 0x4d, 1, 2, 3, 4, 0x0a, 1, 0x41);
    expect(onlyValue(fixed, [1])).to.deep.equal(Uint8Array.of(0x41));
  });

  it('are not taken where they are missing or there twice', () => {
    expect(() => onlyValue(bytes, [4])).to.throw('field 4');
    expect(() => onlyValue(Buffer.concat([bytes, bytes]), [1])).to.throw('field 1');
  });

  it('are not taken from bytes that are no message', () => {
    const broken = [[0x0a], [0x0a, 5, 1], [0x0b], [0x49, 1], [0x08], new Array<number>(11).fill(0xff)];
    broken.push([0x08, ...new Array<number>(10).fill(0x80), 1]);
    for (const each of broken) {
      expect(() => fieldValues(Uint8Array.from(each), 1), each.join()).to.throw(RangeError);
    }
    for (const each of [[0x0a], [0x08], [0x08, 0x80], [0x0a, 5, 1]]) {
      expect(() => fieldValues(Uint8Array.from(each), 1), each.join()).to.throw('cut off');
    }
    for (let length = 1; length < bytes.length; length += 1) {
      try {
        fieldValues(bytes.subarray(0, length), 1);
      } catch (error) {
        expect(error).to.be.instanceOf(RangeError);
      }
    }
  });
});
