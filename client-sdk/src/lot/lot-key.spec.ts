import { isOrderedBy, moveToBytes } from '@kontti/model';
import { expect } from 'chai';
import { createLotKey, createWalletKeys } from './lot-key';

const scope = { channel: 'mychannel', chaincode: 'kontti' };
const classId = 'AirMSP/credit';
const company = 'AirMSP';
const move = {
  ...{ classId, ref: 'm-1', kind: 'transfer' as const },
  inputs: [{ lot: 'AirMSP/i/0', origin: 'a'.repeat(64) }],
  outputs: [{ holder: 'company:AirMSP', quantity: 10n }],
};
const message = moveToBytes({ ...scope, company, ...move });

describe('a key of a wallet', () => {
  it('signs for the wallet that it is alone', () => {
    const key = createLotKey(scope);
    const { order } = key.sign(move, { company });
    expect(isOrderedBy(key.holderIn(classId), order, message)).to.equal(true);
    expect(isOrderedBy(createLotKey(scope).holderIn(classId), order, message)).to.equal(false);
    const elsewhere = moveToBytes({ ...scope, channel: 'other', company, ...move });
    expect(isOrderedBy(key.holderIn(classId), order, elsewhere)).to.equal(false);
  });

  it('signs after others for a wallet of several', () => {
    const keys = [1, 2, 3].map(() => createLotKey(scope));
    const publicKeys = keys.map((key) => key.keyIn(classId));
    const wallet = createWalletKeys(2, publicKeys);
    expect(createWalletKeys(2, publicKeys.toReversed()).holder).to.equal(wallet.holder);
    const [first, , third] = keys;
    const once = first?.sign(move, { company, wallet });
    expect(isOrderedBy(wallet.holder, once?.order, message)).to.equal(false);
    const twice = once && third?.sign(once, { company, wallet });
    expect(isOrderedBy(wallet.holder, twice?.order, message)).to.equal(true);
    const again = once && first?.sign(once, { company, wallet });
    expect(again?.order?.signatures).to.have.length(1);
    expect(() => createLotKey(scope).sign(move, { company, wallet }))
      .to.throw()
      .with.property('code', 'OPTIONS_INVALID');
  });

  it('is another one in each class, and the same again from its PEM', () => {
    const key = createLotKey(scope);
    expect(key.keyIn('AirMSP/other')).not.to.equal(key.keyIn(classId));
    const same = createLotKey({ ...scope, privateKey: key.exportPrivateKey() });
    expect(same.holderIn(classId)).to.equal(key.holderIn(classId));
  });

  it('makes no wallet that nobody could sign for', () => {
    const key = createLotKey(scope).keyIn(classId);
    for (const [n, keys] of [
      [0, [key]],
      [2, [key]],
      [1, [key, key]],
      [1, []],
      [1, ['AAAA']],
    ] as const) {
      expect(() => createWalletKeys(n, keys), `${n} ${keys.length}`).to.throw();
    }
  });
});
