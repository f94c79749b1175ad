import { checkOrderSignature, holderOf, LIMITS, redemptionToBytes, transferToBytes } from '@kontti/model';
import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import { KonttiError } from '../errors';
import { createWallet } from './wallet';
import type { RedemptionOptions, TransferOptions, Wallet } from './wallet';

const scope = { channel: 'mychannel', chaincode: 'kontti' };
const programme = 'AirMSP/miles';
const inputs = [{ lotId: 'AirMSP/A-1/0', digest: 'ab'.repeat(32) }];
const order = { programme, ref: 'R-1', inputs, amount: 300n };

function refusalOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof KonttiError) {
      const { field = error.details['option'] } = error.details;
      expect(error.details['rule'], error.code).to.be.a('string').with.property('length').above(0);
      return typeof field === 'string' ? `${error.code} ${field}` : error.code;
    }
    throw error;
  }
  return 'none';
}

describe('wallets', () => {
  const wallet: Wallet = createWallet(scope);

  it('have a key of their own in each programme, and the same after they were kept', () => {
    const again = createWallet({ ...scope, privateKey: wallet.exportPrivateKey() });
    const keys = [programme, 'AirMSP/other', 'RailMSP/miles'].map((id) => wallet.keyIn(id));
    expect(new Set(keys).size).to.equal(3);
    expect(again.keyIn(programme)).to.equal(keys[0]);
    expect(again.holderIn(programme)).to.equal(wallet.holderIn(programme));
    expect(createWallet(scope).keyIn(programme)).not.to.equal(keys[0]);
  });

  it('show one programme nothing about another', () => {
    const { holderKey } = wallet.signTransfer({ ...order, to: 'cd'.repeat(32) });
    const linked = holderOf({ programme: 'RailMSP/miles', publicKey: holderKey });
    expect(linked).not.to.equal(wallet.holderIn('RailMSP/miles'));
    expect(holderOf({ programme, publicKey: holderKey })).to.equal(wallet.holderIn(programme));
    expect(wallet).not.to.have.property('publicKey');
  });

  it('derive from P-256 keys too', () => {
    const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const privateKey = key.export({ format: 'pem', type: 'pkcs8' }).toString();
    const [one, two] = [createWallet({ ...scope, privateKey }), createWallet({ ...scope, privateKey })];
    expect(one.keyIn(programme)).to.equal(two.keyIn(programme));
    expect(one.holderIn(programme)).not.to.equal(wallet.holderIn(programme));
  });

  it('sign what counts on one channel and chaincode', () => {
    const to = 'cd'.repeat(32);
    const valueMin = { currency: 'EUR', minor: 270n };
    const content = { ...scope, programme, ref: 'R-1', inputs: ['AirMSP/A-1/0'], origins: ['ab'.repeat(32)] };
    const transfer = wallet.signTransfer({ ...order, to });
    const redemption = wallet.signRedemption({ ...order, partner: 'CatererMSP', valueMin });
    const full = { ...content, amount: 300n };
    checkOrderSignature(transfer, transferToBytes({ ...full, to }));
    checkOrderSignature(redemption, redemptionToBytes({ ...full, partner: 'CatererMSP', valueMin }));
    expect(transfer).to.deep.include({ inputs: content.inputs, origins: content.origins, amount: 300n, to });
  });

  it('sign nothing that the contract would refuse', () => {
    const redemption = { ...order, partner: 'CatererMSP', valueMin: { currency: 'EUR', minor: 1n } };
    const changes: [object, string][] = [
      [{ programme: undefined }, 'OPTIONS_INVALID order.programme'],
      [{ programme: 'AirMSP' }, 'FIELD_FORMAT programme'],
      [{ amount: -1n }, 'OPTIONS_INVALID order.amount'],
      [{ amount: LIMITS.amountMax + 1n }, 'OPTIONS_INVALID order.amount'],
      [{ amount: 5 }, 'OPTIONS_INVALID order.amount'],
      [{ ref: 'a b' }, 'FIELD_FORMAT ref'],
      [{ inputs: [{ lotId: 'AirMSP/A-1/0' }] }, 'OPTIONS_INVALID order.inputs[0].digest'],
      [{ inputs: [] }, 'OPTIONS_INVALID order.inputs'],
      [{ valueMin: { currency: 'EUR', minor: -1n } }, 'OPTIONS_INVALID order.valueMin.minor'],
      [{ valueMin: undefined }, 'OPTIONS_INVALID order.valueMin'],
    ];
    for (const [change, refusal] of changes) {
      const changed = { ...redemption, ...change } as RedemptionOptions;
      expect(
        refusalOf(() => wallet.signRedemption(changed)),
        refusal,
      ).to.equal(refusal);
    }
    for (const [change, refusal] of [
      [{ to: undefined }, 'OPTIONS_INVALID order.to'],
      [{ amount: -1n }, 'OPTIONS_INVALID order.amount'],
      [{ to: 'x' }, 'FIELD_FORMAT to'],
    ] as const) {
      const transfer = { ...order, to: 'cd'.repeat(32), ...change } as TransferOptions;
      expect(
        refusalOf(() => wallet.signTransfer(transfer)),
        refusal,
      ).to.equal(refusal);
    }
    expect(refusalOf(() => wallet.holderIn(undefined as unknown as string))).to.equal(
      'OPTIONS_INVALID programme',
    );
    expect(refusalOf(() => wallet.keyIn('x'))).to.equal('FIELD_FORMAT programme');
  });
});
