import type { Wallet } from '@kontti/client-sdk';
import { expect } from 'chai';
import { PLACES, flightOf } from '../cheating/world';
import { ALPHA, BANK, BETA, allOf, createCompanies, day, refusalOf } from './companies';
import type { Companies } from './companies';

const programme = `${ALPHA}/miles`;
const pointValue = { currency: 'EUR', minorPer1000Points: 800n };
const TERMS = { milliPointsPerKm: 1000, validityDays: 365, pointValue };

describe('programmes of points', () => {
  let companies: Companies;
  let wallet: Wallet;
  let holder: string;

  beforeEach(async () => {
    companies = await createCompanies();
    wallet = companies.alpha.loyalty.wallet();
    holder = wallet.holderIn(programme);
  });

  const setTerms = async (version: number, change: object = {}) =>
    await companies.alpha.loyalty.setTerms({ programme, version, ...TERMS, ...change });
  const lotsOf = async (conditions: object = {}) =>
    await allOf(companies.beta.loyalty.queryLots({ programme, holder, ...conditions }, { pageSize: 1 }));

  it('have terms of several versions, with rules for periods, and none of the lists that they do not need', async () => {
    const { alpha, beta } = companies;
    await setTerms(0);
    const rules = [{ from: day(1).toISOString(), to: day(2), fixed: 9n }];
    await setTerms(1, { rules, partners: [BETA] });
    expect(await beta.loyalty.getTermsVersion({ programme, version: 0 })).to.deep.include({
      ...{ version: 0, compensation: [], partners: [], pointValue },
    });
    const inForce = await beta.loyalty.getTerms({ programme });
    expect(inForce).to.deep.include({ version: 1, compensation: [], partners: [BETA] });
    expect(inForce.rules).to.deep.equal([{ from: day(1), to: day(2), fixed: 9n }]);
    expect(await refusalOf(beta.loyalty.getTermsVersion({ programme, version: 2 }))).to.match(/^NOT_FOUND/);
    expect(await refusalOf(setTerms(1))).to.equal('SEQUENCE version');
    const wrong = setTerms(2, { rules: [{ from: 'spring', fixed: 9n }] });
    expect(await refusalOf(wrong)).to.equal('TIME_INVALID rules[0].from');
    expect(await refusalOf(alpha.loyalty.getTerms({ programme: `${ALPHA}/none` }))).to.match(
      /^UNKNOWN_PROGRAMME/,
    );
  });

  it('book what travellers bought by partner, tier and time, once', async () => {
    const { alpha } = companies;
    await setTerms(0, {
      rules: [
        { partner: BETA, tier: 'gold', sharePermille: 2000 },
        { partner: BETA, to: day(0), sharePermille: 1000 },
        { partner: BETA, sharePermille: 500 },
      ],
    });
    const bought = { holder, spentMinor: 1000n, at: day(0) };
    const purchases = [
      { ...bought, purchaseId: `${BETA}/b-1`, tier: 'gold' },
      { ...bought, purchaseId: `${BETA}/b-2`, at: day(-1).toISOString() },
      { ...bought, purchaseId: `${BETA}/b-3` },
    ];
    const { result } = await alpha.loyalty.accruePurchases({ programme, ref: 'shop', purchases });
    expect((await lotsOf()).map(({ amount }) => amount)).to.deep.equal([2000n, 1000n, 500n]);
    const again = await alpha.loyalty.accruePurchases({ programme, ref: 'shop', purchases });
    expect(again.result).to.deep.equal(result);
    const [first] = purchases;
    if (first === undefined) throw new TypeError('a purchase');
    const book = (ref: string, change: object) =>
      refusalOf(
        alpha.loyalty.accruePurchases({ programme, ref, purchases: [{ ...first, ...change }] } as never),
      );
    expect(await book('other', {})).to.match(/^ALREADY_BOOKED/);
    expect(await book('bank', { purchaseId: `${BANK}/b-1` })).to.match(/^NOTHING_EARNED/);
    expect(await book('late', { at: 'yesterday' })).to.equal('TIME_INVALID purchases[0].at');
    expect(await book('much', { spentMinor: -1n })).to.equal('FIELD_RANGE purchases[0].spentMinor');
    const subject = { programme, kind: 'accrual', holder, transportId: `${BETA}/b-1` } as const;
    const [lot] = await lotsOf();
    expect(lot?.journey).to.equal(await alpha.loyalty.journeyOf(subject));
  });

  describe('whose travellers have points', () => {
    const valueMin = { currency: 'EUR', minor: 800n };

    beforeEach(async () => {
      const { alpha } = companies;
      await alpha.companies.registerPlaces({ ref: 'places', places: PLACES });
      await alpha.transports.plan({ ref: 'plan', transports: [flightOf(`${ALPHA}/F-1`)] });
      await setTerms(0, { partners: [BETA] });
      const accruals = [{ holder, transportId: `${ALPHA}/F-1` }];
      await alpha.loyalty.accrue({ programme, ref: 'a', accruals });
    });

    it('move them as their holder signed, to another holder', async () => {
      const { alpha } = companies;
      const to = alpha.loyalty.wallet().holderIn(programme);
      const inputs = await lotsOf({ status: 'unspent' });
      const signed = wallet.signTransfer({ programme, ref: 'gift', inputs, amount: 600n, to });
      const stranger = alpha.loyalty.wallet();
      const forged = stranger.signTransfer({ programme, ref: 'gift', inputs, amount: 600n, to });
      expect(await refusalOf(alpha.loyalty.transfer(forged))).to.equal('LOT_OF_OTHER inputs[0]');
      await alpha.loyalty.transfer(signed);
      expect((await lotsOf({ holder: to })).map(({ amount }) => amount)).to.deep.equal([600n]);
      expect((await lotsOf({ status: 'spent' })).map(({ amount }) => amount)).to.deep.equal([6600n]);
      expect((await lotsOf({ status: 'unspent' })).map(({ amount }) => amount)).to.deep.equal([6000n]);
    });

    it('owe partners, whose claims are found by whom they are of and how far they are', async () => {
      const { alpha, beta, bank } = companies;
      for (const ref of ['m-1', 'm-2']) {
        const inputs = await lotsOf({ status: 'unspent' });
        const order = { programme, ref, inputs, amount: 1000n, partner: BETA, valueMin };
        await beta.loyalty.redeem(wallet.signRedemption(order));
      }
      await beta.loyalty.proposeSettlement({ ref: 's', counterparty: ALPHA, claims: [`${ALPHA}/m-1`] });
      await alpha.loyalty.acceptSettlement({ settlementId: `${BETA}/s` });
      const claimsOf = async (conditions: object) =>
        (await allOf(bank.loyalty.queryClaims(conditions))).map(({ claimId }) => claimId);
      expect(await claimsOf({ creditor: BETA })).to.deep.equal([`${ALPHA}/m-1`, `${ALPHA}/m-2`]);
      expect(await claimsOf({ creditor: BETA, status: 'open' })).to.deep.equal([`${ALPHA}/m-2`]);
      expect(await claimsOf({ creditor: ALPHA })).to.deep.equal([]);
    });
  });

  it('are previewed with terms whose times are times', async () => {
    const { loyalty } = companies.alpha;
    await setTerms(0);
    const accruals = [{ holder, transportId: `${ALPHA}/F-9` }];
    const terms = { ...TERMS, compensation: [], partners: [] };
    const preview = (change: object) =>
      refusalOf(loyalty.preview({ programme, accruals, ...change } as never));
    const rules = [{ to: day(1).toISOString(), fixed: 1n }];
    expect(await preview({ terms: { ...terms, rules } })).to.equal('done');
    expect(await preview({ terms: { ...terms, rules: [{ to: 'soon', fixed: 1n }] } })).to.match(
      /^TIME_INVALID .*rules\[0\]\.to$/,
    );
    expect(await preview({})).to.equal('OPTIONS_INVALID request.terms');
    expect(await preview({ terms, programme: '' })).to.equal('OPTIONS_INVALID request.programme');
    expect(await preview({ terms, accruals: Array(101).fill(accruals[0]) })).to.equal(
      'OPTIONS_INVALID request.accruals',
    );
    expect(await preview({ terms, accruals: [{ holder }] })).to.equal('FIELD_MISSING transportId');
    expect(await preview({ terms: { ...terms, validityDays: 0 } })).to.equal('FIELD_RANGE validityDays');
  });
});
