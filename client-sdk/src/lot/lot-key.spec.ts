import {
  canonicalJson,
  contentOfDeal,
  DealProposing,
  dealToBytes,
  isOrderedBy,
  moveToBytes,
  parseValue,
} from '@kontti/model';
import { expect } from 'chai';
import type { KonttiError } from '../errors';
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
      .with.property('details')
      .that.includes({ option: 'options.wallet' });
  });

  it('is another one in each class, and the same again from its PEM', () => {
    const key = createLotKey(scope);
    expect(key.keyIn('AirMSP/other')).not.to.equal(key.keyIn(classId));
    const same = createLotKey({ ...scope, privateKey: key.exportPrivateKey() });
    expect(same.holderIn(classId)).to.equal(key.holderIn(classId));
  });

  it('signs a deal for one of its moves, whose other moves stay as they are', () => {
    const key = createLotKey(scope);
    const inputs = [{ lot: 'RailMSP/i/0', origin: 'b'.repeat(64) }];
    const other = { ...move, inputs, company: 'RailMSP', classId: 'RailMSP/credit' };
    const { ref, ...own } = move;
    const { ref: _, ...others } = other;
    const moves = [{ ...others }, { ...own, company }];
    const deal = { ref, parties: [company, 'RailMSP'], moves, expiresAt: '2026-02-01T00:00:00Z' };
    const signed = key.signDeal(deal, { company, move: 1 });
    expect(signed).to.deep.include({ ref, parties: deal.parties, expiresAt: deal.expiresAt });
    expect(signed.moves[0]).to.deep.equal(moves[0]);
    const sent = { ...signed, expiresAt: Date.parse(deal.expiresAt) };
    const checked = parseValue(DealProposing, JSON.parse(canonicalJson(sent)));
    const bytes = dealToBytes({ ...scope, deal: `${company}/${ref}`, ...contentOfDeal(checked) });
    expect(isOrderedBy(key.holderIn(classId), checked.moves[1]?.order, bytes)).to.equal(true);
    expect(checked.moves[0]?.order).to.equal(undefined);
    const codeOf = (change: object, options: object = {}): string => {
      try {
        key.signDeal({ ...deal, ...change }, { company, move: 1, ...options });
        return 'signed';
      } catch (error) {
        const { code, details } = error as KonttiError;
        return `${code} ${String(details['option'] ?? details['field'])}`;
      }
    };
    expect(codeOf({}, { move: 2 })).to.equal('OPTIONS_INVALID options.move');
    expect(codeOf({}, { company: '' })).to.equal('OPTIONS_INVALID options.company');
    expect(codeOf({ expiresAt: 'soon' })).to.equal('TIME_INVALID expiresAt');
    expect(codeOf({ expiresAt: '1999-01-01T00:00:00Z' })).to.equal('TIME_INVALID expiresAt');
    expect(() => key.sign(move, {} as never))
      .to.throw()
      .with.property('details')
      .that.includes({ option: 'options.company' });
  });

  it('names what cannot be signed, and has no key for a text that shares its bytes with another', () => {
    const key = createLotKey(scope);
    const [output] = move.outputs;
    const wrong = { ...move, outputs: [{ ...output, holder: NaN }] };
    expect(() => key.sign(wrong as never, { company }))
      .to.throw()
      .with.nested.property('details.field', 'outputs[0].holder');
    for (const half of ['AMSP/\ud800', '\udfff']) {
      expect(() => key.keyIn(half), JSON.stringify(half))
        .to.throw()
        .with.nested.property('details.option', 'classId');
    }
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
