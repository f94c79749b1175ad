import type { ClaimRecord, Page, SettlementRecord } from '@kontti/model';
import { expect } from 'chai';
import { createLoyaltyWorld, journeyOf } from '../testing/loyalty-world.js';
import { COMPANIES, type Company } from '../testing/world.js';

const { forwarder, airline, caterer } = COMPANIES;

describe('settlements', () => {
  it('settles each claim once, by offer and acceptance', async () => {
    const world = await createLoyaltyWorld();
    const { anna } = world;
    await world.accrue('a-1', journeyOf(anna), journeyOf(anna, 'T-2'));
    await world.redeem('r-1', ['a-1/0'], 1000n);
    await world.redeem('r-2', ['a-1/1'], 2000n);
    const claims = [`${airline}/r-1`, `${airline}/r-2`];
    const proposal = { ref: 's-1', counterparty: airline, claims };
    const cases: [Company, object, string, string][] = [
      ['caterer', { ...proposal, counterparty: caterer }, 'NOT_A_PARTY', 'counterparty'],
      ['caterer', { ...proposal, counterparty: 'NobodyMSP' }, 'UNKNOWN_COMPANY', 'counterparty'],
      ['caterer', { ...proposal, counterparty: forwarder }, 'CLAIM_OF_OTHERS', 'claims[0]'],
      ['retailer', proposal, 'CLAIM_OF_OTHERS', 'claims[0]'],
      ['caterer', { ...proposal, claims: [...claims, `${airline}/r-9`] }, 'UNKNOWN_CLAIM', 'claims[2]'],
      ['caterer', { ...proposal, claims: [claims[0], claims[0]] }, 'FIELD_DUPLICATE', 'claims'],
    ];
    for (const [by, request, code, field] of cases) {
      expect(await world.refusal(by, 'ProposeSettlement', request), code).to.include({ code, field });
    }
    await world.submit('caterer', 'loyalty:ProposeSettlement', proposal);
    await world.submit('airline', 'loyalty:ProposeSettlement', {
      ...proposal,
      ref: 's-2',
      counterparty: caterer,
    });
    const settlementId = `${caterer}/s-1`;
    const acceptance = { settlementId };
    expect(await world.refusal('caterer', 'AcceptSettlement', acceptance)).to.include({
      code: 'NOT_A_PARTY',
    });
    expect(await world.refusal('retailer', 'AcceptSettlement', acceptance)).to.include({
      code: 'NOT_A_PARTY',
    });
    await world.submit('airline', 'loyalty:AcceptSettlement', acceptance);
    expect(await world.evaluate<SettlementRecord>('GetSettlement', acceptance)).to.deep.include({
      status: 'settled',
      nets: [{ currency: 'EUR', debtor: airline, creditor: caterer, minor: '2700' }],
    });
    const other = { settlementId: `${airline}/s-2` };
    expect(await world.refusal('caterer', 'AcceptSettlement', other)).to.include({
      code: 'CLAIM_SETTLED',
      field: 'claims[0]',
    });
    expect(await world.refusal('caterer', 'ProposeSettlement', { ...proposal, ref: 's-3' })).to.include({
      code: 'CLAIM_SETTLED',
    });
    const query = { creditor: caterer, status: 'settled', pageSize: 10 };
    const page = await world.evaluate<Page<ClaimRecord>>('QueryClaims', query);
    expect(page.records.map((claim) => claim.settlementId)).to.deep.equal([settlementId, settlementId]);
  });
});
