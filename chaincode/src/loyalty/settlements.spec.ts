import {
  LIMITS,
  settledKey,
  spentKey,
  type ClaimRecord,
  type LotsSpent,
  type Page,
  type SettlementRecord,
} from '@kontti/model';
import { expect } from 'chai';
import { factOf, forge, sealAlone, statusOf } from '../testing/loyalty-forgery';
import { signedRedemption } from '../testing/holder';
import { PROGRAMME, createLoyaltyWorld, earnedBy, type LoyaltyWorld } from '../testing/loyalty-world';
import { COMPANIES, NOON_MS, type Company } from '../testing/world';

const { forwarder, airline, retailer, caterer } = COMPANIES;

describe('settlements', () => {
  let world: LoyaltyWorld;
  const claimId = `${airline}/r-1`;
  const settlementId = `${caterer}/s-1`;
  const proposal = { ref: 's-1', counterparty: airline, claims: [claimId] };
  const proposalKey = `settlement/${settlementId}`;

  beforeEach(async () => {
    world = await createLoyaltyWorld();
    await world.accrue('a-1', earnedBy(world.anna), earnedBy(world.anna, 'T-2'));
    await world.redeem('r-1', ['a-1/0'], 1000n);
    await world.redeem('r-2', ['a-1/1'], 2000n);
  });

  const claim = () => world.evaluate<ClaimRecord>('GetClaim', { claimId });
  const settlement = () => world.evaluate<SettlementRecord>('GetSettlement', { settlementId });
  const accept = () => world.submit('airline', 'AcceptSettlement', { settlementId });
  const mark = (mspId: string, number: number) =>
    sealAlone(world, { mspId, key: settledKey.build({ claim: claimId, number }) });

  it('settle each claim once, by offer and acceptance', async () => {
    const claims = [claimId, `${airline}/r-2`];
    const both = { ...proposal, claims };
    const cases: [Company, object, string, string][] = [
      ['caterer', { ...both, counterparty: caterer }, 'NOT_A_PARTY', 'counterparty'],
      ['caterer', { ...both, counterparty: 'NobodyMSP' }, 'UNKNOWN_COMPANY', 'counterparty'],
      ['caterer', { ...both, counterparty: forwarder }, 'CLAIM_OF_OTHERS', 'claims[0]'],
      ['retailer', both, 'CLAIM_OF_OTHERS', 'claims[0]'],
      ['caterer', { ...both, claims: [...claims, `${airline}/r-9`] }, 'UNKNOWN_CLAIM', 'claims[2]'],
      ['caterer', { ...both, claims: [claims[0], claims[0]] }, 'FIELD_DUPLICATE', 'claims'],
    ];
    for (const [by, request, code, field] of cases) {
      expect(await world.refusal(by, 'ProposeSettlement', request), code).to.include({ code, field });
    }
    await world.submit('caterer', 'ProposeSettlement', both);
    await world.submit('airline', 'ProposeSettlement', {
      ...both,
      ref: 's-2',
      counterparty: caterer,
    });
    const acceptance = { settlementId };
    expect(await world.refusal('caterer', 'AcceptSettlement', acceptance)).to.include({
      code: 'NOT_A_PARTY',
    });
    expect(await world.refusal('retailer', 'AcceptSettlement', acceptance)).to.include({
      code: 'NOT_A_PARTY',
    });
    await world.submit('airline', 'AcceptSettlement', acceptance);
    expect(await world.evaluate<SettlementRecord>('GetSettlement', acceptance)).to.deep.include({
      status: 'settled',
      nets: [{ currency: 'EUR', debtor: airline, creditor: caterer, minor: '2700' }],
    });
    const other = { settlementId: `${airline}/s-2` };
    expect(await world.refusal('caterer', 'AcceptSettlement', other)).to.include({
      code: 'CLAIM_SETTLED',
      field: 'claims[0]',
    });
    expect(await world.refusal('caterer', 'ProposeSettlement', { ...both, ref: 's-3' })).to.include({
      code: 'CLAIM_SETTLED',
    });
    const query = { creditor: caterer, status: 'settled', pageSize: 10 };
    const page = await world.evaluate<Page<ClaimRecord>>('QueryClaims', query);
    expect(page.records.map((claim) => claim.settlementId)).to.deep.equal([settlementId, settlementId]);
  });

  it('are not accepted by a stranger, who blocks nothing', async () => {
    await world.submit('caterer', 'ProposeSettlement', proposal);
    const { digest } = await settlement();
    const stranger = `${proposalKey}/accepted/${retailer}`;
    const body = { counterparty: retailer, proposal: digest, marks: [{ claim: claimId, number: 0 }] };
    forge(world, { type: 'loyalty.settled', key: stranger, body, sealedBy: [caterer, retailer] });
    expect(await statusOf(world, stranger)).to.equal('void');
    expect(await settlement()).to.include({ status: 'proposed' });
    expect(await claim()).to.include({ status: 'open' });
    await accept();
    expect(await settlement()).to.include({ status: 'settled' });
    expect(await claim()).to.include({ status: 'settled', settlementId });
  });

  it('are not blocked by a company that marks its claims alone', async () => {
    mark(airline, 0);
    mark(caterer, 1);
    expect(await claim()).to.include({ status: 'open' });
    await world.submit('caterer', 'ProposeSettlement', proposal);
    const { stub } = await accept();
    expect(factOf({ stub }, 'loyalty.settled').body.marks).to.deep.equal([{ claim: claimId, number: 2 }]);
    expect(await claim()).to.include({ status: 'settled', settlementId });
  });

  it('end where companies have used all numbers up', async () => {
    await world.submit('caterer', 'ProposeSettlement', proposal);
    for (let number = 0; number < LIMITS.settlementMarksMax; number += 1) mark(airline, number);
    expect(await claim()).to.include({ status: 'open' });
    expect(await world.refusal('airline', 'AcceptSettlement', { settlementId })).to.deep.include({
      code: 'SERIES_TOO_LONG',
      field: 'claims[0]',
      details: { max: LIMITS.settlementMarksMax },
    });
  });

  it('count for nothing where the claims or nets of the proposal are wrong', async () => {
    const net = { currency: 'EUR', debtor: airline, creditor: caterer, minor: 900n };
    const bodies = [
      { counterparty: airline, claims: [claimId], nets: [{ ...net, minor: 1_000_000n }] },
      { counterparty: airline, claims: [claimId, `${airline}/r-9`], nets: [net] },
      { counterparty: forwarder, claims: [claimId], nets: [net] },
      { counterparty: caterer, claims: [claimId], nets: [net] },
    ];
    for (const [index, body] of bodies.entries()) {
      const key = `settlement/${caterer}/x-${index}`;
      const { digest } = forge(world, { type: 'loyalty.settlementProposed', key, body });
      expect(await statusOf(world, key)).to.equal('void');
      const named = { settlementId: `${caterer}/x-${index}` };
      expect(await world.refusal('airline', 'AcceptSettlement', named)).to.include({ code: 'NOT_FOUND' });
      if (body.counterparty === caterer) continue;
      const { counterparty } = body;
      const accepted = `${key}/accepted/${counterparty}`;
      const marks = body.claims.map((each) => ({ claim: each, number: index }));
      const settled = { counterparty, proposal: digest, marks };
      forge(world, { type: 'loyalty.settled', key: accepted, body: settled });
      expect(await statusOf(world, accepted)).to.equal('void');
    }
    expect(await claim()).to.include({ status: 'open' });
  });

  it('close the claims that were proposed, and no others', async () => {
    await world.submit('caterer', 'ProposeSettlement', proposal);
    const { digest } = await settlement();
    const key = `${proposalKey}/accepted/${airline}`;
    const marks = [
      { claim: claimId, number: 0 },
      { claim: `${airline}/r-2`, number: 0 },
    ];
    forge(world, { type: 'loyalty.settled', key, body: { counterparty: airline, proposal: digest, marks } });
    expect(await statusOf(world, key)).to.equal('void');
    expect(await claim()).to.include({ status: 'open' });
  });

  it('are accepted by what names them, and marks each of their claims', async () => {
    await world.submit('caterer', 'ProposeSettlement', proposal);
    await world.submit('caterer', 'ProposeSettlement', { ...proposal, ref: 's-2' });
    const other = await world.evaluate<SettlementRecord>('GetSettlement', { settlementId: `${caterer}/s-2` });
    const { digest } = await settlement();
    const body = { counterparty: airline, marks: [{ claim: claimId, number: 0 }] };
    const accepted = (name: string) => `settlement/${caterer}/${name}/accepted/${airline}`;
    const unmarked = settledKey.build({ claim: claimId, number: 0 });
    forge(world, {
      type: 'loyalty.settled',
      key: accepted('s-1'),
      body: { ...body, proposal: digest },
      unmarked,
    });
    expect(await statusOf(world, accepted('s-1'))).to.equal('void');
    forge(world, { type: 'loyalty.settled', key: accepted('s-2'), body: { ...body, proposal: digest } });
    expect(await statusOf(world, accepted('s-2')), other.digest).to.equal('void');
    expect(await claim()).to.include({ status: 'open' });
  });

  it('count for nothing where a claim is of a redemption that no holder signed', async () => {
    const order = { ...(await world.order('x-1', ['a-1/0'], 1000n)), partner: caterer };
    const { valueMin, ...signed } = signedRedemption(world.anna, order);
    const { signature } = signedRedemption(world.bert, order);
    const { digest: terms } = await world.evaluate<{ digest: string }>('GetTerms', { programme: PROGRAMME });
    const body: LotsSpent = {
      ...{ ...signed, inputs: [...signed.inputs], origins: [...signed.origins], valueMin, signature },
      ...{ kind: 'redemption', outputs: [] },
      claim: { creditor: caterer, currency: 'EUR', minor: 900n, terms },
    };
    const unmarked = spentKey.build({ lot: `${airline}/a-1/0` });
    forge(world, { type: 'loyalty.spent', key: `spend/${airline}/x-1`, body, unmarked });
    const key = `settlement/${caterer}/x-1`;
    const nets = [{ currency: 'EUR', debtor: airline, creditor: caterer, minor: 900n }];
    const proposed = { counterparty: airline, claims: [`${airline}/x-1`], nets };
    forge(world, { type: 'loyalty.settlementProposed', key, body: proposed });
    expect(await statusOf(world, key)).to.equal('void');
    const time = String(NOON_MS).padStart(16, '0');
    const entry = `idx/claim/time/${time}/${airline}/x-1/${'0'.repeat(16)}`;
    const writes = [{ key: entry, value: Buffer.from('{}') }];
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
    const page = await world.evaluate<Page<ClaimRecord>>('QueryClaims', { pageSize: 9 });
    expect(page.records.map((each) => each.claimId)).to.have.members([claimId, `${airline}/r-2`]);
    expect(page.rejected).to.deep.equal([{ key: `spend/${airline}/x-1`, reason: 'void' }]);
  });
});
