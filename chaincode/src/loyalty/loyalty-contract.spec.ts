import { sealCollectionName, type BalancePage, type ClaimRecord } from '@kontti/model';
import { expect } from 'chai';
import { signedRedemption, signedTransfer, type TestHolder } from '../testing/holder';
import { PROGRAMME, TERMS, createLoyaltyWorld, earnedBy, type LoyaltyWorld } from '../testing/loyalty-world';
import { COMPANIES, NOON_MS, type Company } from '../testing/world';

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
    const own = { ...next, partners: [airline] };
    expect((await world.refusal('airline', 'SetTerms', own)).details).to.deep.equal({
      rule: 'not the issuer',
    });
    const wrong = await world.refusal('caterer', 'SetTerms', next);
    expect(wrong.details).to.deep.equal({ owner: airline, caller: caterer });
    await world.accrue('a-1', earnedBy(anna));
    await world.submit('airline', 'SetTerms', next);
    await world.accrue('a-2', earnedBy(anna, 'T-2'));
    expect(await world.lot('a-1/0')).to.include({ amount: '3974', termsVersion: 0, status: 'unspent' });
    expect(await world.lot('a-2/0')).to.include({ termsVersion: 1 });
    expect(await world.evaluate('GetTerms', { programme })).to.include({ version: 1 });
    expect(await world.evaluate('GetTermsVersion', { programme, version: 0 })).to.include({
      milliPointsPerKm: 1000,
    });
  });

  it('transfers what the holder signed for, and gives change', async () => {
    await world.accrue('a-1', earnedBy(anna), earnedBy(anna, 'T-2'));
    const order = { ...(await world.order('t-1', ['a-1/0', 'a-1/1'], 5000n)), to: bert.id };
    const signed = signedTransfer(anna, order);
    const [origin = ''] = order.origins;
    const only = (inputs: string[]) => ({ ...order, inputs, origins: [origin] });
    const cases: [Company, object, string][] = [
      ['caterer', signed, 'NOT_OWNER'],
      ['airline', { ...signed, amount: '5001' }, 'SIGNATURE'],
      ['airline', { ...signed, to: anna.id }, 'SIGNATURE'],
      ['airline', { ...signed, ref: 't-2' }, 'SIGNATURE'],
      ['airline', { ...signed, origins: [origin, '0'.repeat(64)] }, 'SIGNATURE'],
      ['airline', { ...signed, origins: [origin] }, 'FIELD_CONFLICT'],
      ['airline', { ...signed, amount: '0' }, 'FIELD_RANGE'],
      ['airline', { ...signed, amount: '-1' }, 'FIELD_RANGE'],
      ['airline', { ...signed, amount: 5000 }, 'FIELD_TYPE'],
      ['airline', { ...signed, to: 'undefined' }, 'FIELD_FORMAT'],
      ['airline', signedTransfer(bert, order), 'LOT_OF_OTHER'],
      ['airline', signedTransfer(anna, { ...order, amount: 7949n }), 'INSUFFICIENT_POINTS'],
      ['airline', signedTransfer(anna, { ...order, amount: 3974n }), 'FIELD_CONFLICT'],
      ['airline', signedTransfer(anna, only([`${airline}/a-1/2`])), 'UNKNOWN_LOT'],
      ['airline', signedTransfer(anna, only([`${caterer}/a-1/0`])), 'UNKNOWN_LOT'],
    ];
    for (const [by, request, code] of cases) {
      expect(await world.refusal(by, 'Transfer', request), code).to.include({ code });
    }
    const elsewhere = signedTransfer(anna, { ...order, origins: [origin, '0'.repeat(64)] });
    expect(await world.refusal('airline', 'Transfer', elsewhere)).to.include({
      code: 'UNKNOWN_LOT',
      field: 'origins[1]',
    });
    await world.submit('airline', 'Transfer', signed);
    expect([await world.balance(anna), await world.balance(bert)]).to.deep.equal(['2948', '5000']);
    expect(await world.lot('a-1/0')).to.include({ status: 'spent', spentBy: `${airline}/t-1` });
    expect(await world.lot('t-1/s0')).to.include({ origin: 'transfer', holder: bert.id });
    expect(await world.lot('t-1/s1')).to.include({ origin: 'change', holder: anna.id, status: 'unspent' });
    const again = signedTransfer(anna, { ...order, ref: 't-2' });
    expect(await world.refusal('airline', 'Transfer', again)).to.include({
      code: 'LOT_SPENT',
      field: 'inputs[0]',
    });
    expect((await world.submit('airline', 'Transfer', signed)).stub.writes).to.deep.equal([]);
  });

  it('spends no lot from the moment on at which it expires', async () => {
    await world.accrue('a-1', earnedBy(anna));
    const end = NOON_MS + 30 * DAY_MS;
    const order = await world.order('t-1', ['a-1/0'], 3974n);
    const request = signedTransfer(anna, { ...order, to: bert.id });
    expect(await world.refusal('airline', 'Transfer', request, end)).to.include({ code: 'LOT_EXPIRED' });
    expect(
      await world.evaluate<BalancePage>('GetBalance', { programme, holder: anna.id, at: end }),
    ).to.include({
      points: '0',
      expired: '3974',
      lots: 0,
    });
    await world.submit('airline', 'Transfer', request, end - 1);
  });

  it('redeems at partners, sealed by both companies, and owes them for it', async () => {
    await world.accrue('a-1', earnedBy(anna));
    const order = await world.order('r-1', ['a-1/0'], 3000n);
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
    const sealed = stub.writes.flatMap(({ collection, key }) =>
      collection === undefined ? [] : [`${collection} ${key}`],
    );
    expect(sealed.sort()).to.deep.equal(
      [
        `${sealCollectionName(airline)} spend/${airline}/r-1`,
        `${sealCollectionName(caterer)} spend/${airline}/r-1`,
        `${sealCollectionName(airline)} spent/${airline}/a-1/0`,
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

  it('redeems for no less than the holder accepts, whatever terms are in force by then', async () => {
    await world.accrue('a-1', earnedBy(anna));
    const order = { ...(await world.order('r-1', ['a-1/0'], 3000n)), partner: caterer };
    const signed = signedRedemption(anna, { ...order, valueMin: { currency: 'EUR', minor: 2700n } });
    const inDollars = signedRedemption(anna, { ...order, valueMin: { currency: 'USD', minor: 1n } });
    expect(await world.refusal('caterer', 'Redeem', inDollars)).to.include({ code: 'VALUE_TOO_LOW' });
    const lowered = { ...signed, valueMin: { currency: 'EUR', minor: '1' } };
    expect(await world.refusal('caterer', 'Redeem', lowered)).to.include({ code: 'SIGNATURE' });
    const pointValue = { currency: 'EUR', minorPer1000Points: '899' };
    await world.submit('airline', 'SetTerms', { programme, version: 1, ...TERMS, pointValue });
    expect(await world.refusal('caterer', 'Redeem', signed)).to.deep.include({
      code: 'VALUE_TOO_LOW',
      field: 'valueMin',
      details: { currency: 'EUR', minor: '2697' },
    });
    await world.submit('airline', 'SetTerms', { programme, version: 2, ...TERMS });
    await world.submit('caterer', 'Redeem', signed);
    expect((await world.submit('caterer', 'Redeem', signed)).stub.writes).to.deep.equal([]);
  });

  it('asks for the seals that the rule of the terms demands, also of what is spent later', async () => {
    const rule = { assetType: 'loyalty', version: 0, rule: `AND('{self}', '${retailer}')` };
    await world.ledger.submit({ as: world.admins.airline, method: 'company:SetRule', request: rule });
    await world.accrue('a-1', earnedBy(anna));
    await world.submit('airline', 'SetTerms', { programme, version: 1, ...TERMS });
    const { stub } = await world.accrue('a-2', earnedBy(anna, 'T-2'));
    const vouchers = (writes: typeof stub.writes, key: string) =>
      writes.filter((write) => write.key === key).map(({ collection }) => collection);
    expect(vouchers(stub.writes, `lots/${airline}/a-2`)).to.have.members(
      [airline, retailer].map(sealCollectionName),
    );
    const order = await world.order('t-1', ['a-1/0', 'a-2/0'], 7948n);
    const spent = await world.submit('airline', 'Transfer', signedTransfer(anna, { ...order, to: bert.id }));
    expect(vouchers(spent.stub.writes, `spend/${airline}/t-1`)).to.have.members(
      [airline, retailer].map(sealCollectionName),
    );
    expect(await world.balance(bert)).to.equal('7948');
  });
});
