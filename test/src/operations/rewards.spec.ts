import type { LotKey } from '@kontti/client-sdk';
import { expect } from 'chai';
import { ALPHA, BETA, allOf, createCompanies, day, refusalOf } from './companies';
import type { Companies } from './companies';

const classId = `${ALPHA}/thanks`;
const PROGRAMME = { classId, unit: 'EUR cent', redeemAt: [BETA], validityDays: 365, reversalDays: 14 };

describe('rewards', () => {
  let companies: Companies;
  let manager: LotKey;

  beforeEach(async () => {
    companies = await createCompanies();
    const { alpha } = companies;
    await alpha.rewards.open(PROGRAMME);
    manager = alpha.lots.key();
    const budgets = [{ holder: manager.holderIn(classId), amount: 100n, until: day(60) }];
    await alpha.rewards.budget({ classId, ref: 'may', budgets });
  });

  const balanceOf = async (key: LotKey): Promise<readonly bigint[]> => {
    const conditions = { classId, holder: key.holderIn(classId), status: 'unspent' as const };
    return (await allOf(companies.beta.lots.query(conditions))).map(({ quantity }) => quantity);
  };

  it('are of a class that wallets alone hold, redeemed where the issuer says', async () => {
    const { kind, holders, transfer, redeemAt, toWalletsOnly, validityDays, reversalDays } =
      await companies.beta.lots.getClass({ classId });
    expect({ kind, holders, transfer, redeemAt, toWalletsOnly, validityDays, reversalDays }).to.deep.equal({
      ...{ kind: 'reward', holders: 'wallet', transfer: 'free', redeemAt: [BETA], toWalletsOnly: true },
      ...{ validityDays: 365, reversalDays: 14 },
    });
  });

  it('begin with budgets, which expire when the issuer says, or with the class', async () => {
    const first = await companies.beta.lots.get({ lotId: `${ALPHA}/may/0` });
    expect(first).to.deep.include({ quantity: 100n, expiresAt: day(60) });
    const budgets = [{ holder: manager.holderIn(classId), amount: 5n }];
    await companies.alpha.rewards.budget({ classId, ref: 'june', budgets });
    const second = await companies.beta.lots.get({ lotId: `${ALPHA}/june/0` });
    expect(second).to.deep.include({ quantity: 5n, expiresAt: day(365) });
  });

  it('go from wallet to wallet, and are redeemed where the class allows it', async () => {
    const { alpha, beta, bank } = companies;
    const friend = alpha.lots.key();
    const to = friend.holderIn(classId);
    await alpha.rewards.award({ classId, ref: 'a', from: manager, to, amount: 30n });
    expect([await balanceOf(manager), await balanceOf(friend)]).to.deep.equal([[70n], [30n]]);
    await beta.rewards.redeem({ classId, ref: 'till-1', from: friend, amount: 12n });
    expect(await balanceOf(friend)).to.deep.equal([18n]);
    const elsewhere = bank.rewards.redeem({ classId, ref: 'till-2', from: friend, amount: 1n });
    expect(await refusalOf(elsewhere)).to.match(/^NOT_A_PARTY/);
    const tooMuch = alpha.rewards.award({ classId, ref: 'b', from: friend, to, amount: 19n });
    expect(await refusalOf(tooMuch)).to.equal('LOTS_INSUFFICIENT');
  });

  it('are on gift cards, whose code is the key', async () => {
    const { alpha, beta } = companies;
    const code = alpha.rewards.newGiftCard();
    expect(alpha.rewards.newGiftCard()).not.to.equal(code);
    const to = alpha.rewards.giftCard(code).holderIn(classId);
    await alpha.rewards.award({ classId, ref: 'card', from: manager, to, amount: 10n });
    await beta.rewards.redeem({ classId, ref: 'till', from: beta.rewards.giftCard(code), amount: 10n });
    expect(await balanceOf(beta.rewards.giftCard(code))).to.deep.equal([]);
    expect(() => alpha.rewards.giftCard(code.slice(2)))
      .to.throw()
      .with.property('code', 'OPTIONS_INVALID');
  });

  it('are taken back within the days of the class', async () => {
    const { alpha, ledger } = companies;
    const lotId = `${ALPHA}/may/0`;
    ledger.nowMs = day(15).getTime();
    expect(await refusalOf(alpha.rewards.takeBack({ ref: 'late', lotId }))).to.match(/^REVERSAL_LATE/);
    ledger.nowMs = day(13).getTime();
    await alpha.rewards.takeBack({ ref: 'back', lotId });
    expect(await balanceOf(manager)).to.deep.equal([]);
  });

  it('refuse requests with unknown, missing or wrong members, by name', async () => {
    const { rewards } = companies.alpha;
    const spend = { classId, ref: 'r', from: manager, amount: 1n };
    const budget = { holder: manager.holderIn(classId), amount: 1n };
    const many = Array.from({ length: 101 }, () => budget);
    const cases: readonly (readonly [() => Promise<unknown>, string])[] = [
      [() => rewards.open({ ...PROGRAMME, validityDays: 0 }), 'validityDays'],
      [() => rewards.open({ ...PROGRAMME, reversalDays: 0 }), 'reversalDays'],
      [() => rewards.open({ ...PROGRAMME, redeemAt: undefined } as never), 'redeemAt'],
      [() => rewards.open({ ...PROGRAMME, unit: '' }), 'unit'],
      [() => rewards.open({ ...PROGRAMME, classId: '' }), 'classId'],
      [() => rewards.budget({ classId, ref: 'r', budgets: [] }), 'budgets'],
      [() => rewards.budget({ classId, ref: 'r', budgets: many }), 'budgets'],
      [() => rewards.budget({ classId, budgets: [budget] } as never), 'ref'],
      [() => rewards.award(spend as never), 'to'],
      [() => rewards.award({ ...spend, to: 'w', amount: 0n }), 'amount'],
      [() => rewards.redeem({ ...spend, to: 'w' } as never), 'to'],
      [() => rewards.redeem({ ...spend, from: 'key' } as never), 'from'],
      [() => rewards.redeem({ ...spend, classId: '' }), 'classId'],
      [() => rewards.redeem({ ...spend, ref: '' }), 'ref'],
      [() => rewards.takeBack({ ref: 'r' } as never), 'lotId'],
      [() => rewards.takeBack({ lotId: 'A/m/0' } as never), 'ref'],
    ];
    for (const [call, option] of cases) {
      expect(await refusalOf(call())).to.equal(`OPTIONS_INVALID ${option}`);
    }
  });
});
