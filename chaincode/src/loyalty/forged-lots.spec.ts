import {
  companyRule,
  journeyKey,
  loyaltyTerms,
  sealHash,
  type BalancePage,
  type LotRecord,
  type LotsIssued,
  type Page,
} from '@kontti/model';
import { expect } from 'chai';
import { factOf, forge, sealAlone, statusOf, withEntry } from '../testing/loyalty-forgery';
import { PROGRAMME, TERMS, createLoyaltyWorld, earnedBy, type LoyaltyWorld } from '../testing/loyalty-world';
import { COMPANIES, NOON_MS } from '../testing/world';

const { airline, retailer } = COMPANIES;
const key = `lots/${airline}/x-1`;
const programme = PROGRAMME;

describe('lots that all other companies forge', () => {
  let world: LoyaltyWorld;
  beforeEach(async () => {
    world = await createLoyaltyWorld();
  });

  const issue = async () => {
    const accruals = [earnedBy(world.anna), earnedBy(world.bert)];
    const request = { programme, ref: 'x-1', termsVersion: 0, accruals };
    const as = world.admins.airline;
    return factOf(await world.ledger.simulate({ as, method: 'loyalty:Accrue', request }), 'loyalty.lots')
      .body;
  };

  const forgeLots = (body: LotsIssued) => forge(world, { type: 'loyalty.lots', key, body, at: NOON_MS });

  it('hold when they are what the contract would have recorded', async () => {
    forgeLots(await issue());
    expect(await statusOf(world, key)).to.equal('sealed');
  });

  it('count for nothing under terms that are not those of the programme', async () => {
    const body = await issue();
    for (const change of [
      { terms: 'ab'.repeat(32) },
      { termsVersion: 1 },
      { programme: `${airline}/Other` },
    ]) {
      world = await createLoyaltyWorld();
      forgeLots({ ...body, ...change });
      expect(await statusOf(world, key)).to.equal('void');
      expect(await world.refusal('caterer', 'GetLot', { lotId: `${airline}/x-1/0` })).to.include({
        code: 'UNKNOWN_LOT',
      });
    }
  });

  it('count one by one: those with another expiry, or for a journey that was booked before, do not', async () => {
    const { anna, bert } = world;
    const body = await issue();
    await world.accrue('a-1', earnedBy(bert));
    const lots = [...withEntry(body.lots, 1, { journey: earnedBy(bert).journey }), ...body.lots.slice(0, 1)];
    const late = withEntry(lots, 2, { journey: earnedBy(anna, 'T-2').journey, expiresAt: NOON_MS });
    const unmarked = journeyKey.build({ programme, digest: earnedBy(bert).journey });
    forge(world, { type: 'loyalty.lots', key, body: { ...body, lots: late }, at: NOON_MS, unmarked });
    expect(await statusOf(world, key)).to.equal('sealed');
    expect(await world.lot('x-1/0')).to.include({ holder: anna.id });
    for (const lotId of [`${airline}/x-1/1`, `${airline}/x-1/2`]) {
      expect(await world.refusal('caterer', 'GetLot', { lotId }), lotId).to.include({ code: 'UNKNOWN_LOT' });
    }
  });

  it('cannot take the mark of a journey that was booked before', async () => {
    const body = await issue();
    await world.accrue('a-1', earnedBy(world.bert));
    expect(() => forgeLots(body)).to.throw('ENDORSEMENT_POLICY_FAILURE');
  });

  it('need the seals that the rule of their terms demands', async () => {
    const rule = { assetType: 'loyalty', version: 0, rule: `AND('{self}', '${retailer}')` };
    await world.ledger.submit({ as: world.admins.airline, method: 'company:SetRule', request: rule });
    await world.submit('airline', 'SetTerms', { programme, version: 1, ...TERMS });
    const request = { programme, ref: 'x-1', termsVersion: 1, accruals: [earnedBy(world.anna)] };
    const as = world.admins.airline;
    const simulation = await world.ledger.simulate({ as, method: 'loyalty:Accrue', request });
    const { body, vouchers } = factOf(simulation, 'loyalty.lots');
    forgeLots(body);
    expect(await statusOf(world, key)).to.equal('void');
    const control = `lots/${airline}/x-2`;
    const lots = body.lots.map((lot) => ({ ...lot, journey: 'ab'.repeat(32) }));
    forge(world, { type: 'loyalty.lots', key: control, body: { ...body, lots }, at: NOON_MS, vouchers });
    expect(await statusOf(world, control)).to.equal('sealed');
  });
});

describe('terms that do not hold', () => {
  it('use their number up, and nothing else', async () => {
    const world = await createLoyaltyWorld();
    sealAlone(world, { mspId: airline, key: loyaltyTerms.key.build({ programme, number: 1 }) });
    expect(await world.evaluate('GetTerms', { programme })).to.include({ version: 0 });
    const next = { programme, ...TERMS, milliPointsPerKm: 2000 };
    expect(await world.refusal('airline', 'SetTerms', { ...next, version: 1 })).to.deep.include({
      code: 'SEQUENCE',
    });
    await world.submit('airline', 'SetTerms', { ...next, version: 2 });
    expect(await world.evaluate('GetTerms', { programme })).to.include({
      version: 2,
      milliPointsPerKm: 2000,
    });
  });

  it('are those without the seals that their own rule demands', async () => {
    const world = await createLoyaltyWorld();
    const rule = { assetType: 'loyalty', version: 0, rule: `AND('{self}', '${retailer}')` };
    const as = world.admins.airline;
    const { stub } = await world.ledger.submit({ as, method: 'company:SetRule', request: rule });
    const { key: ruleKey } = factOf({ stub }, 'company.rule');
    const status = { as, method: 'company:GetFactStatus', request: { key: ruleKey } };
    const { digest } = await world.ledger.evaluate<{ digest: string }>(status);
    expect(companyRule.key.parse(ruleKey)).to.include({ number: 0 });
    const next = { as, method: 'loyalty:SetTerms', request: { programme, version: 1, ...TERMS } };
    const { body } = factOf(await world.ledger.simulate(next), 'loyalty.terms');
    const key = loyaltyTerms.key.build({ programme, number: 1 });
    forge(world, { type: 'loyalty.terms', key, body, rule: digest });
    expect(await statusOf(world, key)).to.equal('void');
    expect(await world.evaluate('GetTerms', { programme })).to.include({ version: 0 });
  });
});

describe('a balance', () => {
  it('is summed beyond what one amount can be', async () => {
    const world = await createLoyaltyWorld();
    const { anna } = world;
    const amount = 2n ** 63n - 1n;
    await world.accrue('a-1', earnedBy(anna, 'T-1', { amount }), earnedBy(anna, 'T-2', { amount }));
    expect(await world.balance(anna)).to.equal((2n ** 64n - 2n).toString());
  });

  it('goes on page by page, and counts what does not hold', async () => {
    const world = await createLoyaltyWorld();
    const { anna } = world;
    const journeys = Array.from({ length: 100 }, (_, index) => `T-${index}`);
    const accrue = async (ref: string, from: string) =>
      await world.accrue(ref, ...journeys.map((id) => earnedBy(anna, `${from}${id}`, { amount: 1n })));
    for (let bulk = 0; bulk < 14; bulk += 1) await accrue(`a-${bulk}`, `${bulk}-`);
    const query = { programme, holder: anna.id, at: NOON_MS };
    const pages: BalancePage[] = [];
    for (let bookmark: string | undefined; bookmark !== '';) {
      const page: BalancePage = await world.evaluate('GetBalance', {
        ...query,
        ...(bookmark === undefined ? {} : { bookmark }),
      });
      pages.push(page);
      ({ bookmark } = page);
    }
    expect(pages.length).to.be.greaterThan(1);
    expect(pages.reduce((sum, { points }) => sum + BigInt(points), 0n)).to.equal(1400n);
    expect(pages.reduce((sum, { lots }) => sum + lots, 0)).to.equal(1400);
    const { records } = await world.evaluate<Page<LotRecord>>('QueryLots', {
      programme,
      holder: anna.id,
      pageSize: 10,
    });
    expect(records).to.have.length(10);
  });

  it('counts lots that are listed and do not hold apart', async () => {
    const world = await createLoyaltyWorld();
    const accruals = [earnedBy(world.anna)];
    const request = { programme, ref: 'x-1', termsVersion: 0, accruals };
    const as = world.admins.airline;
    const honest = await world.ledger.simulate({ as, method: 'loyalty:Accrue', request });
    const { body } = factOf(honest, 'loyalty.lots');
    const { digest } = forge(world, {
      type: 'loyalty.lots',
      key,
      body: { ...body, termsVersion: 7 },
      at: NOON_MS,
    });
    const lots = `idx/lot/${programme}/${world.anna.id}/${airline}/x-1/0`;
    const { retailer: _, ...others } = COMPANIES;
    for (const hash of [sealHash(digest).slice(0, 16), 'f'.repeat(16)]) {
      const write = { key: `${lots}/${hash}`, value: Buffer.from('{}') };
      world.ledger.forge({ coalition: Object.values(others), writes: [write] });
    }
    const page = await world.evaluate<BalancePage>('GetBalance', {
      programme,
      holder: world.anna.id,
      at: NOON_MS,
    });
    expect(page).to.include({ points: '0', lots: 0, bookmark: '' });
    expect(page.rejected).to.equal(1);
  });
});
