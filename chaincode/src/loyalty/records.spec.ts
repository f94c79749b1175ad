import type {
  BalancePage,
  ClaimRecord,
  FactReceipt,
  LotRecord,
  Page,
  SettlementRecord,
  TermsRecord,
} from '@kontti/model';
import { sealHash } from '@kontti/model';
import { expect } from 'chai';
import { createTestIdentity } from '../testing/identities';
import { signedRedemption, signedTransfer } from '../testing/holder';
import { factOf } from '../testing/loyalty-forgery';
import { PROGRAMME, TERMS, createLoyaltyWorld, earnedBy, type LoyaltyWorld } from '../testing/loyalty-world';
import { COMPANIES, NOON_MS } from '../testing/world';

const { airline, caterer, retailer } = COMPANIES;
const programme = PROGRAMME;
const DAY_MS = 86_400_000;
const expiresAt = NOON_MS + 30 * DAY_MS;

describe('what is answered of points', () => {
  let world: LoyaltyWorld;

  beforeEach(async () => {
    world = await createLoyaltyWorld();
  });

  it('are terms with their version, time and fact', async () => {
    const next = { programme, version: 1, ...TERMS, validityDays: 60 };
    const { result } = await world.submit('airline', 'SetTerms', next, NOON_MS + 5);
    const { key: fact, digest } = result as FactReceipt;
    const terms = { ...next, at: NOON_MS + 5, fact, digest };
    expect(await world.evaluate<TermsRecord>('GetTerms', { programme })).to.deep.equal(terms);
    const named = { programme, version: 1 };
    expect(await world.evaluate<TermsRecord>('GetTermsVersion', named)).to.deep.equal(terms);
  });

  it('are lots with where they come from and went', async () => {
    const { anna, bert } = world;
    const earned = earnedBy(anna);
    const accrued = (await world.accrue('a', earned)).result as FactReceipt;
    const lot = {
      ...{ lotId: `${airline}/a/0`, programme, holder: anna.id, expiresAt, termsVersion: 0 },
      ...{ origin: 'accrual', journey: earned.journey, status: 'unspent' },
      ...{ fact: accrued.key, digest: accrued.digest },
      amount: '3974',
    };
    expect(await world.lot('a/0')).to.deep.equal(lot);
    const order = await world.order('t', ['a/0'], 1000n);
    const transfer = signedTransfer(anna, { ...order, to: bert.id });
    const spent = (await world.submit('airline', 'Transfer', transfer)).result as FactReceipt;
    expect(await world.lot('a/0')).to.deep.equal({ ...lot, status: 'spent', spentBy: `${airline}/t` });
    const moved = { ...{ programme, expiresAt, termsVersion: 0, status: 'unspent' }, fact: spent.key };
    expect(await world.lot('t/s0')).to.deep.equal({
      ...{ lotId: `${airline}/t/s0`, holder: bert.id, amount: '1000', origin: 'transfer' },
      ...{ ...moved, digest: spent.digest },
    });
    const unspent = { programme, holder: anna.id, status: 'unspent', pageSize: 9 };
    const { records } = await world.evaluate<Page<LotRecord>>('QueryLots', unspent);
    expect(records.map(({ lotId }) => lotId)).to.deep.equal([`${airline}/t/s1`]);
  });

  it('are the sums of a balance, page by page', async () => {
    const { anna } = world;
    await world.accrue('a', earnedBy(anna));
    await world.submit('airline', 'SetTerms', { programme, version: 1, ...TERMS, validityDays: 60 });
    await world.accrue('b', earnedBy(anna, 'T-2', { amount: 5n }), earnedBy(anna, 'T-3', { amount: 6n }));
    const named = { programme, holder: anna.id };
    const balance = async (at: number) => await world.evaluate<BalancePage>('GetBalance', { ...named, at });
    const page = { ...named, rejected: 0, bookmark: '' };
    const valid = { at: expiresAt - 1, points: '3985', expired: '0', lots: 3 };
    expect(await balance(expiresAt - 1)).to.deep.equal({ ...page, ...valid });
    const over = { at: expiresAt, points: '11', expired: '3974', lots: 2 };
    expect(await balance(expiresAt)).to.deep.equal({ ...page, ...over });
    const query = { ...named, pageSize: 1 };
    const { bookmark } = await world.evaluate<Page<LotRecord>>('QueryLots', query);
    const rest = { ...named, at: NOON_MS, bookmark };
    expect(await world.evaluate<BalancePage>('GetBalance', rest)).to.include({ points: '11', lots: 2 });
  });

  it('are claims and settlements, listed by time under both companies', async () => {
    const { anna } = world;
    await world.accrue('a', earnedBy(anna));
    const order = await world.order('r', ['a/0'], 1000n);
    const valueMin = { currency: 'EUR', minor: 900n };
    const redemption = signedRedemption(anna, { ...order, partner: caterer, valueMin });
    const redeemed = await world.submit('caterer', 'Redeem', redemption, NOON_MS + 7);
    const { key: fact, digest } = redeemed.result as FactReceipt;
    const { digest: terms } = await world.evaluate<TermsRecord>('GetTerms', { programme });
    const { body } = factOf(redeemed, 'loyalty.spent');
    expect(body.claim).to.deep.equal({ creditor: caterer, currency: 'EUR', minor: 900n, terms });
    const claimId = `${airline}/r`;
    const time = String(NOON_MS + 7).padStart(16, '0');
    const entry = `${time}/${claimId}/${sealHash(digest).slice(0, 16)}`;
    const listed = redeemed.stub.writes.map(({ key }) => key).filter((key) => key.startsWith('idx/claim'));
    expect(listed.sort()).to.deep.equal([
      `idx/claim/company/${airline}/${entry}`,
      `idx/claim/company/${caterer}/${entry}`,
      `idx/claim/time/${entry}`,
    ]);
    const claim = {
      ...{ claimId, programme, debtor: airline, creditor: caterer, points: '1000', minor: '900' },
      ...{ currency: 'EUR', at: NOON_MS + 7, status: 'open', fact, digest },
    };
    expect(await world.evaluate<ClaimRecord>('GetClaim', { claimId })).to.deep.equal(claim);
    const settlementId = `${caterer}/s`;
    const proposal = { ref: 's', counterparty: airline, claims: [claimId] };
    const proposed = (await world.submit('caterer', 'ProposeSettlement', proposal, NOON_MS + 8))
      .result as FactReceipt;
    const settlement = {
      ...{ settlementId, proposer: caterer, counterparty: airline, claims: [claimId], status: 'proposed' },
      nets: [{ currency: 'EUR', debtor: airline, creditor: caterer, minor: '900' }],
      ...{ at: NOON_MS + 8, fact: proposed.key, digest: proposed.digest },
    };
    const asked = { settlementId };
    expect(await world.evaluate<SettlementRecord>('GetSettlement', asked)).to.deep.equal(settlement);
    await world.submit('airline', 'AcceptSettlement', asked);
    expect(await world.evaluate<SettlementRecord>('GetSettlement', asked)).to.deep.equal({
      ...settlement,
      status: 'settled',
    });
    expect(await world.evaluate<ClaimRecord>('GetClaim', { claimId })).to.deep.equal({
      ...{ ...claim, status: 'settled', settlementId },
    });
    const query = { debtor: airline, creditor: caterer, pageSize: 1 };
    const page = await world.evaluate<Page<ClaimRecord>>('QueryClaims', query);
    expect(page.records.map((each) => each.claimId)).to.deep.equal([claimId]);
  });

  it('go on in the list of a claim’s debtor, else of its creditor, else of all', async () => {
    const { anna } = world;
    await world.accrue('a', earnedBy(anna), earnedBy(anna, 'T-2'));
    await world.redeem('r', ['a/0'], 1000n);
    await world.redeem('s', ['a/1'], 1000n);
    const [debtor, creditor] = [airline, caterer];
    const queries = [{}, { debtor }, { creditor }, { debtor, creditor }].map((each) => ({
      ...each,
      pageSize: 1,
    }));
    const lists = ['time', debtor, creditor, debtor];
    for (const [from, first] of queries.entries()) {
      const { bookmark } = await world.evaluate<Page<ClaimRecord>>('QueryClaims', first);
      for (const [to, next] of queries.entries()) {
        const call = {
          as: world.admins.retailer,
          method: 'loyalty:QueryClaims',
          request: { ...next, bookmark },
        };
        const { error, result } = await world.ledger.simulate(call);
        expect(error?.field, `${from} ${to}`).to.equal(lists[from] === lists[to] ? undefined : 'bookmark');
        if (error === undefined) expect((result as Page<ClaimRecord>).records).to.have.length(1);
      }
    }
  });

  it('is sealed by the issuer, the partner and whom the rule demands besides them, and by nobody else', async () => {
    const { anna, bert, ledger, admins } = world;
    const govern = async (version: number, rule: string) => {
      const request = { assetType: 'loyalty', version, rule };
      await ledger.submit({ as: admins.airline, method: 'company:SetRule', request });
      const set = await world.submit('airline', 'SetTerms', { programme, version: version + 1, ...TERMS });
      return factOf(set, 'loyalty.terms').vouchers;
    };
    const spend = async (ref: string, lot: string) => {
      const order = await world.order(ref, [lot], 1000n);
      const transfer = signedTransfer(anna, { ...order, to: bert.id });
      return factOf(await world.submit('airline', 'Transfer', transfer), 'loyalty.spent').vouchers;
    };
    expect(await govern(0, `AND('{issuer}', '${retailer}')`)).to.have.members([airline, retailer]);
    const accrued = await world.accrue('a', earnedBy(anna), earnedBy(anna, 'T-2'));
    expect(factOf(accrued, 'loyalty.lots').vouchers).to.have.members([airline, retailer]);
    expect(await spend('t', 'a/0')).to.have.members([airline, retailer]);
    const both = await world.redeem('r', ['a/1'], 1000n);
    expect(factOf(both, 'loyalty.spent').vouchers).to.have.members([airline, caterer, retailer]);
    expect(await govern(1, `OR('${retailer}', '{issuer}')`)).to.deep.equal([airline]);
    const alone = await world.accrue('b', earnedBy(anna, 'T-3'), earnedBy(anna, 'T-4'));
    expect(factOf(alone, 'loyalty.lots').vouchers).to.deep.equal([airline]);
    expect(await spend('u', 'b/0')).to.deep.equal([airline]);
    const redeemed = await world.redeem('s', ['b/1'], 1000n);
    expect(factOf(redeemed, 'loyalty.spent').vouchers).to.have.members([airline, caterer]);
  });

  it('is nothing without the role that a company gives for it', async () => {
    const as = await createTestIdentity({ mspId: airline, roles: 'operator' });
    const { anna, bert } = world;
    await world.accrue('a', earnedBy(anna));
    const order = await world.order('t', ['a/0'], 1000n);
    const accrual = { programme, ref: 'b', termsVersion: 0 };
    const earned = [earnedBy(anna, 'T-2')];
    const cases: readonly (readonly [string, object, string])[] = [
      ['SetTerms', { programme, version: 1, ...TERMS }, 'admin'],
      ['Accrue', { ...accrual, accruals: earned }, 'loyalty'],
      ['Compensate', { ...accrual, compensations: earned }, 'loyalty'],
      ['Transfer', signedTransfer(anna, { ...order, to: bert.id }), 'loyalty'],
      ['Redeem', signedRedemption(anna, { ...order, partner: airline }), 'loyalty'],
      ['ProposeSettlement', { ref: 's', counterparty: caterer, claims: [`${airline}/r`] }, 'loyalty'],
      ['AcceptSettlement', { settlementId: `${caterer}/s` }, 'loyalty'],
    ];
    for (const [method, request, role] of cases) {
      const refused = await world.ledger.refusal({ as, method: `loyalty:${method}`, request });
      expect(refused, method).to.deep.include({ code: 'ROLE_MISSING', details: { role } });
    }
  });
});
