import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { ledgerLimits } from './limits';
import { KeptPrivateWrites } from './kept-private-writes';
import { ReadWriteSetBuilder } from './read-write-set-builder';

const place = { namespace: 'n', collection: 'c' };

describe('kept private writes', () => {
  const privateBytesOf = (value: Uint8Array): Uint8Array => {
    const builder = new ReadWriteSetBuilder();
    builder.collection(place).addWrite({ key: 'k', value, isPurge: false });
    return builder.build().privateBytes ?? new Uint8Array();
  };

  const isKept = (kept: KeptPrivateWrites, txId: string, value: Uint8Array): boolean => {
    const builder = new ReadWriteSetBuilder();
    builder.collection(place).addWrite({ key: 'k', value, isPurge: false });
    const bytes = builder.collection(place).buildPrivate()?.getRwset_asU8() ?? new Uint8Array();
    return kept.find({ txId, ...place, hash: createHash('sha256').update(bytes).digest() }) !== undefined;
  };

  it('are found by their hash, also when endorsers sent different ones', () => {
    const kept = new KeptPrivateWrites();
    for (const value of ['one', 'two', 'one']) {
      kept.keep({ txId: 'tx', privateBytes: privateBytesOf(Buffer.from(value)) });
    }
    expect(isKept(kept, 'tx', Buffer.from('one'))).to.equal(true);
    expect(isKept(kept, 'tx', Buffer.from('two'))).to.equal(true);
    expect(isKept(kept, 'tx', Buffer.from('three'))).to.equal(false);
    expect(isKept(kept, 'other', Buffer.from('one'))).to.equal(false);
    kept.forget('tx');
    expect(isKept(kept, 'tx', Buffer.from('one'))).to.equal(false);
  });

  it('go when newer ones need their room', () => {
    const kept = new KeptPrivateWrites();
    const value = Buffer.from('v');
    for (let index = 0; index <= ledgerLimits.keptTransactionsMax; index += 1) {
      kept.keep({ txId: `tx${index}`, privateBytes: privateBytesOf(value) });
    }
    expect(isKept(kept, 'tx0', value)).to.equal(false);
    expect(isKept(kept, 'tx1', value)).to.equal(true);
    expect(isKept(kept, `tx${ledgerLimits.keptTransactionsMax}`, value)).to.equal(true);
  });
});
