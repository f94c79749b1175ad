import { sealCollectionName, type BalanceRecord, type ClaimRecord } from '@kontti/model';
import { expect } from 'chai';
import { createTestHolder, signedRedemption, signedTransfer, type TestHolder } from '../testing/holder.js';
import {
  PROGRAMME,
  TERMS,
  createLoyaltyWorld,
  journeyOf,
  type LoyaltyWorld,
} from '../testing/loyalty-world.js';
import { COMPANIES, NOON_MS, type Company } from '../testing/world.js';

const { airline, retailer, caterer } = COMPANIES;
const programme = PROGRAMME;
const DAY_MS = 86_400_000;
describe('the loyalty contract', () => {
  let world: LoyaltyWorld;
  let anna: TestHolder;
  let bert: TestHolder;

  beforeEach(async () => {
    world = await createLoyaltyWorld();
    ({ anna, bert } = world);
  });

  it('numbers terms, which only the issuer sets and which never reach back', async () => {
    const next = { programme, version: 1, ...TERMS, milliPointsPerKm: 2000 };
    expect(await world.refusal('airline', 'SetTerms', { ...next, version: 2 })).to.deep.include({
      code: 'SEQUENCE',
      details: { expected: 1 },
    });
    expect(await world.refusal('airline', 'SetTerms', { ...next, version: 0 })).to.include({
      code: 'SEQUENCE',
    });
    expect(await world.refusal('caterer', 'SetTerms', next)).to.include({
      code: 'NOT_OWNER',
      field: 'programme',
    });
    const cases: [object, string, string][] = [
      [{ partners: ['NobodyMSP'] }, 'UNKNOWN_COMPANY', 'partners[0]'],
      [{ partners: [caterer, airline] }, 'FIELD_CONFLICT', 'partners[1]'],
      [{ partners: [caterer, caterer] }, 'FIELD_DUPLICATE', 'partners'],
      [{ compensation: [{ delayMinutesMin: 1, points: '0' }] }, 'FIELD_RANGE', 'compensation[0].points'],
      [
        { compensation: [...TERMS.compensation].reverse() },
        'FIELD_CONFLICT',
        'compensation[1].delayMinutesMin',
      ],
      [
        { pointValue: { currency: 'EUR', minorPer1000Points: 900 } },
        'FIELD_TYPE',
        'pointValue.minorPer1000Points',
      ],
      [
        { pointValue: { currency: 'EUR', minorPer1000Points: '9223372036854775808' } },
        'FIELD_RANGE',
        'pointValue.minorPer1000Points',
      ],
    ];
    for (const [change, code, field] of cases) {
      expect(await world.refusal('airline', 'SetTerms', { ...next, ...change }), field).to.include({
        code,
        field,
      });
    }
    await world.accrue('a-1', journeyOf(anna));
    await world.submit('airline', 'loyalty:SetTerms', next);
    await world.accrue('a-2', journeyOf(anna));
    expect(await world.lot('a-1/0')).to.include({ amount: '3974', termsVersion: 0, status: 'unspent' });
    expect(await world.lot('a-2/0')).to.include({ amount: '7948', termsVersion: 1 });
    expect(await world.evaluate('GetTerms', { programme })).to.include({ version: 1 });
    expect(await world.evaluate('GetTermsVersion', { programme, version: 0 })).to.include({
      milliPointsPerKm: 1000,
    });
  });

  it('issues points by distance, never by the caller’s word', async () => {
    const cases: [Company, object, string, string][] = [
      ['caterer', {}, 'NOT_OWNER', 'programme'],
      ['airline', { programme: `${airline}/Other` }, 'UNKNOWN_PROGRAMME', 'programme'],
      ['airline', { accruals: [journeyOf(anna, 'T-9')] }, 'UNKNOWN_TRANSPORT', 'accruals[0].transportId'],
      ['airline', { accruals: [journeyOf(anna, 'T-4')] }, 'STATE', 'accruals[0].transportId'],
      ['airline', { accruals: [{ ...journeyOf(anna), amount: '5' }] }, 'FIELD_UNKNOWN', 'accruals[0].amount'],
      [
        'airline',
        { accruals: [{ ...journeyOf(anna), holder: 'anna' }] },
        'FIELD_FORMAT',
        'accruals[0].holder',
      ],
      ['airline', { accruals: [] }, 'FIELD_RANGE', 'accruals'],
    ];
    for (const [by, change, code, field] of cases) {
      const request = { programme, ref: 'a-1', accruals: [journeyOf(anna)], ...change };
      expect(await world.refusal(by, 'Accrue', request), code).to.include({ code, field });
    }
    const first = await world.accrue('a-1', journeyOf(anna), journeyOf(bert, 'T-3'));
    await world.submit('airline', 'loyalty:SetTerms', {
      programme,
      version: 1,
      ...TERMS,
      milliPointsPerKm: 9,
    });
    expect((await world.accrue('a-1', journeyOf(anna), journeyOf(bert, 'T-3'))).result).to.deep.equal(
      first.result,
    );
    const other = { programme, ref: 'a-1', accruals: [journeyOf(bert)] };
    expect(await world.refusal('airline', 'Accrue', other)).to.include({ code: 'REF_REUSED', field: 'ref' });
    expect(await world.balance(anna)).to.equal('3974');
  });

  it('refuses to issue what rounds to nothing', async () => {
    await world.submit('airline', 'loyalty:SetTerms', {
      programme,
      version: 1,
      ...TERMS,
      milliPointsPerKm: 0,
    });
    const request = { programme, ref: 'a-1', accruals: [journeyOf(anna)] };
    expect(await world.refusal('airline', 'Accrue', request)).to.include({
      code: 'NOTHING_EARNED',
      field: 'accruals[0]',
    });
  });

  it('compensates a traveller once for each late transport', async () => {
    const request = (ref: string, ...compensations: object[]) => ({ programme, ref, compensations });
    const compensate = async (ref: string, ...journeys: object[]) =>
      await world.submit('airline', 'loyalty:Compensate', request(ref, ...journeys));
    for (const [id, code] of [
      ['T-2', 'NOTHING_EARNED'],
      ['T-3', 'STATE'],
      ['T-4', 'STATE'],
      ['T-9', 'UNKNOWN_TRANSPORT'],
    ] as const) {
      const refused = await world.refusal('airline', 'Compensate', request('c-1', journeyOf(anna, id)));
      expect(refused, id).to.include({ code });
    }
    expect(
      await world.refusal('airline', 'Compensate', request('c-1', journeyOf(anna), journeyOf(anna))),
    ).to.include({
      code: 'ALREADY_COMPENSATED',
      field: 'compensations[1]',
    });
    await compensate('c-1', journeyOf(anna), journeyOf(bert));
    expect(await world.lot('c-1/1')).to.include({ amount: '500', origin: 'compensation', holder: bert.id });
    expect((await compensate('c-1', journeyOf(anna), journeyOf(bert))).stub.writes.values.size).to.equal(0);
    expect(await world.refusal('airline', 'Compensate', request('c-2', journeyOf(bert)))).to.include({
      code: 'ALREADY_COMPENSATED',
      field: 'compensations[0]',
    });
    const racing = { as: world.admins.airline, method: 'loyalty:Compensate' };
    const carl = createTestHolder(programme);
    const [one, two] = [
      await world.ledger.simulate({ ...racing, request: request('c-3', journeyOf(carl)) }),
      await world.ledger.simulate({ ...racing, request: request('c-4', journeyOf(carl)) }),
    ];
    expect([world.ledger.commit(one), world.ledger.commit(two)]).to.deep.equal([
      'VALID',
      'MVCC_READ_CONFLICT',
    ]);
  });

  it('transfers what the holder signed for, and gives change', async () => {
    await world.accrue('a-1', journeyOf(anna), journeyOf(anna, 'T-2'));
    const inputs = [`${airline}/a-1/0`, `${airline}/a-1/1`];
    const order = { ref: 't-1', inputs, amount: 5000n, to: bert.id };
    const signed = signedTransfer(anna, order);
    const cases: [Company, object, string][] = [
      ['caterer', signed, 'NOT_OWNER'],
      ['airline', { ...signed, amount: '5001' }, 'SIGNATURE'],
      ['airline', { ...signed, to: anna.id }, 'SIGNATURE'],
      ['airline', { ...signed, ref: 't-2' }, 'SIGNATURE'],
      ['airline', { ...signed, amount: '0' }, 'FIELD_RANGE'],
      ['airline', { ...signed, amount: '-1' }, 'FIELD_RANGE'],
      ['airline', { ...signed, amount: 5000 }, 'FIELD_TYPE'],
      ['airline', signedTransfer(bert, order), 'LOT_OF_OTHER'],
      ['airline', signedTransfer(anna, { ...order, amount: 7949n }), 'INSUFFICIENT_POINTS'],
      ['airline', signedTransfer(anna, { ...order, amount: 3974n }), 'FIELD_CONFLICT'],
      ['airline', signedTransfer(anna, { ...order, inputs: [`${airline}/a-1/2`] }), 'UNKNOWN_LOT'],
      ['airline', signedTransfer(anna, { ...order, inputs: [`${caterer}/a-1/0`] }), 'UNKNOWN_LOT'],
    ];
    for (const [by, request, code] of cases) {
      expect(await world.refusal(by, 'Transfer', request), code).to.include({ code });
    }
    await world.submit('airline', 'loyalty:Transfer', signed);
    expect([await world.balance(anna), await world.balance(bert)]).to.deep.equal(['2948', '5000']);
    expect(await world.lot('a-1/0')).to.include({ status: 'spent', spentBy: `${airline}/t-1` });
    expect(await world.lot('t-1/s0')).to.include({ origin: 'transfer', holder: bert.id });
    expect(await world.lot('t-1/s1')).to.include({ origin: 'change', holder: anna.id, status: 'unspent' });
    const again = signedTransfer(anna, { ...order, ref: 't-2' });
    expect(await world.refusal('airline', 'Transfer', again)).to.include({
      code: 'LOT_SPENT',
      field: 'inputs[0]',
    });
    expect((await world.submit('airline', 'loyalty:Transfer', signed)).stub.writes.values.size).to.equal(0);
  });

  it('spends no lot from the moment on at which it expires', async () => {
    await world.accrue('a-1', journeyOf(anna));
    const end = NOON_MS + 30 * DAY_MS;
    const order = { ref: 't-1', inputs: [`${airline}/a-1/0`], amount: 3974n, to: bert.id };
    const request = signedTransfer(anna, order);
    expect(await world.refusal('airline', 'Transfer', request, end)).to.include({ code: 'LOT_EXPIRED' });
    expect(
      await world.evaluate<BalanceRecord>('GetBalance', { programme, holder: anna.id, at: end }),
    ).to.include({
      points: '0',
      expired: '3974',
      lots: 0,
    });
    await world.submit('airline', 'loyalty:Transfer', request, end - 1);
  });

  it('redeems at partners, sealed by both companies, and owes them for it', async () => {
    await world.accrue('a-1', journeyOf(anna));
    const order = { ref: 'r-1', inputs: [`${airline}/a-1/0`], amount: 3000n };
    const signed = signedRedemption(anna, { ...order, partner: caterer });
    expect(await world.refusal('retailer', 'Redeem', signed)).to.include({ code: 'NOT_A_PARTNER' });
    expect(await world.refusal('caterer', 'Redeem', { ...signed, amount: '3001' })).to.include({
      code: 'SIGNATURE',
    });
    const forRetailer = signedRedemption(anna, { ...order, partner: retailer });
    expect(await world.refusal('caterer', 'Redeem', forRetailer)).to.include({ code: 'SIGNATURE' });
    const tooMuch = signedRedemption(anna, { ...order, amount: 4000n, partner: caterer });
    expect(await world.refusal('caterer', 'Redeem', tooMuch)).to.include({
      code: 'INSUFFICIENT_POINTS',
      field: 'amount',
    });
    const { stub } = await world.redeem('r-1', ['a-1/0'], 3000n);
    const spent = `spent/${airline}/a-1/0`;
    const sealed = [...stub.writes.values.keys()].filter((id) => id.startsWith('private:'));
    expect(sealed.sort()).to.deep.equal(
      [
        `private:${sealCollectionName(airline)}:spend/${airline}/r-1`,
        `private:${sealCollectionName(caterer)}:spend/${airline}/r-1`,
        `private:${sealCollectionName(airline)}:${spent}`,
      ].sort(),
    );
    expect(await world.balance(anna)).to.equal('974');
    const claim = await world.evaluate<ClaimRecord>('GetClaim', { claimId: `${airline}/r-1` });
    expect(claim).to.include({ debtor: airline, creditor: caterer, minor: '2700', status: 'open' });
    const again = signedRedemption(anna, { ...order, ref: 'r-2', partner: caterer });
    expect(await world.refusal('caterer', 'Redeem', again)).to.include({
      code: 'LOT_SPENT',
      field: 'inputs[0]',
    });
  });

  it('keeps a spent lot spent, whatever happens to public keys', async () => {
    await world.accrue('a-1', journeyOf(anna));
    await world.redeem('r-1', ['a-1/0'], 3974n);
    for (const key of world.ledger.state.publicKeys().filter((name) => /^(?:lot|spend)\//.test(name))) {
      world.ledger.state.overwrite(key, undefined);
    }
    expect(await world.lot('a-1/0')).to.include({ status: 'spent' });
    const order = { ref: 'r-2', inputs: [`${airline}/a-1/0`], amount: 1n, partner: caterer };
    expect(await world.refusal('caterer', 'Redeem', signedRedemption(anna, order))).to.include({
      code: 'LOT_SPENT',
    });
  });
});
