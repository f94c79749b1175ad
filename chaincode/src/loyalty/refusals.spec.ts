import type { ClaimRecord, LotRecord, Page, TermsRecord } from '@kontti/model';
import { expect } from 'chai';
import { signedRedemption, signedTransfer } from '../testing/holder';
import { PROGRAMME, TERMS, createLoyaltyWorld, earnedBy, type LoyaltyWorld } from '../testing/loyalty-world';
import { COMPANIES, NOON_MS, type Company } from '../testing/world';

const { airline, caterer, retailer } = COMPANIES;
const programme = PROGRAMME;

describe('points that are asked for or refused', () => {
  let world: LoyaltyWorld;

  beforeEach(async () => {
    world = await createLoyaltyWorld();
  });

  const refused = async (by: Company, method: string, request: object): Promise<string> => {
    const { code, field } = await world.refusal(by, method, request);
    return `${code} ${field}`;
  };
  const resultOf = async (by: Company, method: string, request: object, timeMs = NOON_MS): Promise<unknown> =>
    (await world.submit(by, method, request, timeMs)).result;

  it('are found by the names of what there is', async () => {
    const cases: readonly (readonly [string, object, string])[] = [
      ['GetTerms', { programme: `${airline}/none` }, 'UNKNOWN_PROGRAMME programme'],
      ['GetTermsVersion', { programme, version: 1 }, 'NOT_FOUND version'],
      ['GetLot', { lotId: `${airline}/none/0` }, 'UNKNOWN_LOT lotId'],
      ['GetClaim', { claimId: `${airline}/none` }, 'UNKNOWN_CLAIM claimId'],
      ['GetSettlement', { settlementId: `${airline}/none` }, 'NOT_FOUND settlementId'],
    ];
    for (const [method, request, refusal] of cases) {
      expect(await refused('retailer', method, request)).to.equal(refusal);
    }
  });

  it('have terms of which a version is the same when it is repeated', async () => {
    const next = { programme, version: 1, ...TERMS };
    const first = await resultOf('airline', 'SetTerms', next, NOON_MS + 1);
    expect(await resultOf('airline', 'SetTerms', next)).to.deep.equal(first);
    expect(await refused('airline', 'SetTerms', { ...next, validityDays: 31 })).to.equal('SEQUENCE version');
    const { at, version } = await world.evaluate<TermsRecord>('GetTerms', { programme });
    expect([at, version]).to.deep.equal([NOON_MS + 1, 1]);
  });

  it('are booked by the issuer, once a journey, under the terms in force', async () => {
    const { anna, bert } = world;
    const accrual = { programme, ref: 'a', termsVersion: 0, accruals: [earnedBy(anna)] };
    expect(await refused('caterer', 'Accrue', accrual)).to.equal('NOT_OWNER programme');
    const unknown = { ...accrual, programme: `${airline}/none` };
    expect(await refused('airline', 'Accrue', unknown)).to.equal('UNKNOWN_PROGRAMME programme');
    const outdated = await world.refusal('airline', 'Accrue', { ...accrual, termsVersion: 1 });
    expect(outdated).to.deep.include({ code: 'SEQUENCE', field: 'termsVersion', details: { expected: 0 } });
    const nothing = [earnedBy(anna), earnedBy(bert, 'T-1', { amount: 0n })];
    expect(await refused('airline', 'Accrue', { ...accrual, accruals: nothing })).to.equal(
      'NOTHING_EARNED accruals[1]',
    );
    const twice = [earnedBy(anna), earnedBy(anna)];
    expect(await refused('airline', 'Accrue', { ...accrual, accruals: twice })).to.equal(
      'ALREADY_BOOKED accruals[1]',
    );
    const first = await resultOf('airline', 'Accrue', accrual);
    // What was earned depended on the terms of its time.
    const again = { ...accrual, accruals: [earnedBy(anna, 'T-1', { amount: 1n })] };
    expect(await resultOf('airline', 'Accrue', again)).to.deep.equal(first);
    for (const change of [
      { accruals: [earnedBy(bert)] },
      { accruals: [earnedBy(anna, 'T-2')] },
      { accruals: [earnedBy(anna), earnedBy(bert)] },
    ]) {
      expect(await refused('airline', 'Accrue', { ...accrual, ...change })).to.equal('REF_REUSED ref');
    }
    const { accruals: compensations, ...rest } = accrual;
    expect(await refused('airline', 'Compensate', { ...rest, compensations })).to.equal('REF_REUSED ref');
    expect(await refused('airline', 'Compensate', { ...rest, ref: 'c', compensations })).to.equal(
      'ALREADY_BOOKED compensations[0]',
    );
  });

  it('are spent once a reference: a repeat gets the first receipt, whatever is signed anew', async () => {
    const { anna, bert } = world;
    await world.accrue('a', earnedBy(anna));
    const order = await world.order('t', ['a/0'], 1000n);
    const transfer = signedTransfer(anna, { ...order, to: bert.id });
    expect(await refused('caterer', 'Transfer', transfer)).to.equal('NOT_OWNER programme');
    const first = await resultOf('airline', 'Transfer', transfer);
    expect(
      await resultOf('airline', 'Transfer', signedTransfer(anna, { ...order, to: bert.id })),
    ).to.deep.equal(first);
    const other = signedTransfer(anna, { ...order, amount: 1001n, to: bert.id });
    expect(await refused('airline', 'Transfer', other)).to.equal('REF_REUSED ref');
    const redemption = signedRedemption(anna, { ...order, partner: caterer });
    expect(await refused('caterer', 'Redeem', redemption)).to.equal('REF_REUSED ref');
    const inputs = { ...(await world.order('u', ['t/s0'], 1000n)), partner: retailer };
    expect(await refused('retailer', 'Redeem', signedRedemption(bert, inputs))).to.equal(
      'NOT_A_PARTNER programme',
    );
    const stranger = signedRedemption(anna, { ...inputs, partner: caterer });
    expect(await refused('caterer', 'Redeem', stranger)).to.equal('LOT_OF_OTHER inputs[0]');
  });

  it('are listed by holder, and claims by company, counterparty and how far they are', async () => {
    const { anna, bert } = world;
    await world.accrue('a', earnedBy(anna), earnedBy(bert), earnedBy(anna, 'T-2'));
    const lots = async (holder: string, more: object = {}) =>
      (
        await world.evaluate<Page<LotRecord>>('QueryLots', { programme, holder, pageSize: 9, ...more })
      ).records.map(({ lotId }) => lotId.slice(airline.length + 1));
    expect([await lots(anna.id), await lots(bert.id)]).to.deep.equal([['a/0', 'a/2'], ['a/1']]);
    await world.redeem('r', ['a/0'], 1000n);
    await world.redeem('s', ['a/2'], 1000n);
    expect(await lots(anna.id, { status: 'spent' })).to.deep.equal(['a/0', 'a/2']);
    const claims = async (query: object) =>
      (await world.evaluate<Page<ClaimRecord>>('QueryClaims', { pageSize: 9, ...query })).records.map(
        ({ claimId }) => claimId.slice(airline.length + 1),
      );
    const settlement = { ref: 'm', counterparty: airline, claims: [`${airline}/r`] };
    const proposed = await resultOf('caterer', 'ProposeSettlement', settlement);
    expect(await resultOf('caterer', 'ProposeSettlement', settlement)).to.deep.equal(proposed);
    const reused = { ...settlement, claims: [`${airline}/s`] };
    expect(await refused('caterer', 'ProposeSettlement', reused)).to.equal('REF_REUSED ref');
    const settlementId = `${caterer}/m`;
    expect(await refused('caterer', 'AcceptSettlement', { settlementId })).to.equal(
      'NOT_A_PARTY settlementId',
    );
    const accepted = await resultOf('airline', 'AcceptSettlement', { settlementId });
    expect(await resultOf('airline', 'AcceptSettlement', { settlementId })).to.deep.equal(accepted);
    expect(await claims({})).to.have.members(['r', 's']);
    expect(await claims({ creditor: caterer, status: 'open' })).to.deep.equal(['s']);
    expect(await claims({ debtor: airline, status: 'settled' })).to.deep.equal(['r']);
    expect(await claims({ creditor: airline })).to.deep.equal([]);
    expect(await claims({ debtor: caterer })).to.deep.equal([]);
    const later = { ref: 'n', counterparty: airline, claims: [`${airline}/r`] };
    expect(await refused('caterer', 'ProposeSettlement', later)).to.equal('CLAIM_SETTLED claims[0]');
  });
});
