import {
  spentKey,
  type Claim,
  type ClaimRecord,
  type LotRecord,
  type LotsSpent,
  type MoneyValue,
  type Page,
  type TermsRecord,
} from '@kontti/model';
import { expect } from 'chai';
import { signedRedemption, signedTransfer } from '../testing/holder';
import { factOf, forge, sealAlone, statusOf, withEntry } from '../testing/loyalty-forgery';
import { PROGRAMME, TERMS, createLoyaltyWorld, earnedBy, type LoyaltyWorld } from '../testing/loyalty-world';
import { COMPANIES, NOON_MS } from '../testing/world';

const { airline, caterer, retailer } = COMPANIES;
const key = `spend/${airline}/x-1`;

type SpendBody = ReturnType<typeof factOf<'loyalty.spent'>>['body'];

describe('spends that all other companies forge', () => {
  let world: LoyaltyWorld;
  beforeEach(async () => {
    world = await createLoyaltyWorld();
    await world.accrue('a-1', earnedBy(world.anna), earnedBy(world.anna, 'T-2'));
  });

  /** What the contract itself would record of Anna's transfer of 5000 to Bert. */
  const transfer = async (): Promise<SpendBody> => {
    const order = await world.order('x-1', ['a-1/0', 'a-1/1'], 5000n);
    const request = signedTransfer(world.anna, { ...order, to: world.bert.id });
    const as = world.admins.airline;
    return factOf(await world.ledger.simulate({ as, method: 'loyalty:Transfer', request }), 'loyalty.spent')
      .body;
  };

  /** What the contract itself would record of Anna's redemption of 3000 for at least 27 €. */
  const redemption = async (): Promise<SpendBody> => {
    const order = { ...(await world.order('x-1', ['a-1/0'], 3000n)), partner: caterer };
    const request = signedRedemption(world.anna, { ...order, valueMin: { currency: 'EUR', minor: 2700n } });
    const as = world.admins.caterer;
    return factOf(await world.ledger.simulate({ as, method: 'loyalty:Redeem', request }), 'loyalty.spent')
      .body;
  };

  const forgeSpend = (body: LotsSpent, at = NOON_MS) =>
    forge(world, { type: 'loyalty.spent', key, body, at });

  const expectNothing = async (why: string): Promise<void> => {
    expect(await statusOf(world, key), why).to.equal('void');
    const output = { lotId: `${airline}/x-1/s0` };
    expect(await world.refusal('caterer', 'GetLot', output), why).to.include({ code: 'UNKNOWN_LOT' });
    expect(await world.refusal('caterer', 'GetClaim', { claimId: `${airline}/x-1` }), why).to.include({
      code: 'UNKNOWN_CLAIM',
    });
    expect(await world.balance(world.bert), why).to.equal('0');
  };

  it('hold when they are what the contract would have recorded', async () => {
    forgeSpend(await transfer());
    expect(await statusOf(world, key)).to.equal('sealed');
    world = await createLoyaltyWorld();
    await world.accrue('a-1', earnedBy(world.anna));
    forgeSpend(await redemption());
    expect(await statusOf(world, key)).to.equal('sealed');
  });

  const changes: [string, (body: SpendBody) => Partial<LotsSpent>][] = [
    ['more for the recipient', ({ outputs }) => ({ outputs: withEntry(outputs, 0, { amount: 5001n }) })],
    ['no change', ({ outputs }) => ({ outputs: outputs.slice(0, 1) })],
    ['nothing for the recipient', ({ outputs }) => ({ outputs: outputs.slice(1) })],
    [
      'a transfer to the sender',
      ({ outputs }) => ({ outputs: withEntry(outputs, 0, { holder: world.anna.id }) }),
    ],
    ['a later expiry', ({ outputs }) => ({ outputs: withEntry(outputs, 0, { expiresAt: 2e12 }) })],
    ['terms of its own', ({ outputs }) => ({ outputs: withEntry(outputs, 0, { terms: 'ab'.repeat(32) }) })],
    ['an amount that is not signed', () => ({ amount: 5001n })],
    ['other origins', ({ origins }) => ({ origins: origins.map(() => 'ab'.repeat(32)) })],
    ['a key that did not sign', () => ({ holderKey: world.bert.publicKey })],
  ];
  for (const [why, change] of changes) {
    it(`count for nothing with ${why}`, async () => {
      const body = await transfer();
      forgeSpend({ ...body, ...change(body) });
      await expectNothing(why);
    });
  }

  it('count for nothing where the lots do not exist', async () => {
    const { anna, bert } = world;
    const order = {
      ref: 'x-1',
      inputs: [`${airline}/none/0`],
      origins: ['cd'.repeat(32)],
      amount: 10n ** 15n,
    };
    const { holderKey, signature } = signedTransfer(anna, { ...order, to: bert.id });
    const output = {
      holder: bert.id,
      amount: 10n ** 15n,
      expiresAt: 2e12,
      termsVersion: 0,
      terms: 'ab'.repeat(32),
    };
    const to = bert.id;
    forgeSpend({
      ...order,
      programme: PROGRAMME,
      holderKey,
      signature,
      kind: 'transfer',
      to,
      outputs: [output],
    });
    await expectNothing('no lots');
  });

  it('count for nothing where the lots are another holder’s, and no company redeems what they made', async () => {
    const { bert } = world;
    const body = await transfer();
    const { ref, inputs, origins, amount } = body;
    const { holderKey, signature } = signedTransfer(bert, { ref, inputs, origins, amount, to: bert.id });
    const { digest } = forgeSpend({ ...body, holderKey, signature });
    await expectNothing('stolen');
    const order = {
      ref: 'r-1',
      inputs: [`${airline}/x-1/s0`],
      origins: [digest],
      amount: 1n,
      partner: caterer,
    };
    expect(await world.refusal('caterer', 'Redeem', signedRedemption(bert, order))).to.include({
      code: 'UNKNOWN_LOT',
    });
    const query = { programme: PROGRAMME, holder: world.anna.id, pageSize: 10 };
    const { records } = await world.evaluate<Page<LotRecord>>('QueryLots', query);
    expect(records.map((lot) => [lot.status, lot.spentBy])).to.deep.equal([
      ['spent', undefined],
      ['spent', undefined],
    ]);
  });

  it('count for nothing where the lots had expired', async () => {
    forgeSpend(await transfer(), NOON_MS + 31 * 86_400_000);
    await expectNothing('expired');
  });

  it('count for nothing where a lot is not used up by them', async () => {
    const body = await transfer();
    const marker = spentKey.build({ lot: `${airline}/a-1/1` });
    forge(world, { type: 'loyalty.spent', key, body, at: NOON_MS, unmarked: marker });
    await expectNothing('not used up');
    sealAlone(world, { mspId: airline, key: marker });
    await expectNothing('used up by something else');
    expect(await world.lot('a-1/1')).to.include({ status: 'spent' });
    expect(await world.lot('a-1/1')).not.to.have.property('spentBy');
  });

  it('owe nothing but what the terms give and the holder accepts', async () => {
    const inEuros = { currency: 'EUR', minor: 2700n };
    const cases: [MoneyValue, (claim: SpendBody['claim'], withoutPartner: string) => Claim][] = [
      [inEuros, (claim) => claimWith(claim, { minor: 2701n })],
      [inEuros, (claim) => claimWith(claim, { currency: 'USD' })],
      [{ ...inEuros, currency: 'USD' }, (claim) => claimWith(claim, { currency: 'USD' })],
      [{ ...inEuros, currency: 'USD' }, (claim) => claimWith(claim, {})],
      [{ ...inEuros, minor: 2701n }, (claim) => claimWith(claim, {})],
      [inEuros, (claim, terms) => claimWith(claim, { terms })],
    ];
    for (const [index, [valueMin, change]] of cases.entries()) {
      world = await createLoyaltyWorld();
      await world.accrue('a-1', earnedBy(world.anna));
      await world.submit('airline', 'SetTerms', { ...TERMS, programme: PROGRAMME, version: 1, partners: [] });
      const { digest } = await world.evaluate<TermsRecord>('GetTerms', { programme: PROGRAMME });
      await world.submit('airline', 'SetTerms', { ...TERMS, programme: PROGRAMME, version: 2 });
      const body = await redemption();
      const order = { ...(await world.order('x-1', ['a-1/0'], 3000n)), partner: caterer, valueMin };
      const { signature } = signedRedemption(world.anna, order);
      forgeSpend({ ...body, signature, valueMin, claim: change(body.claim, digest) });
      await expectNothing(`case ${index}`);
    }
  });

  it('count for nothing where the lot was spent before, though its holder signed twice', async () => {
    const body = await transfer();
    await world.redeem('r-1', ['a-1/1'], 3974n);
    forge(world, {
      type: 'loyalty.spent',
      key,
      body,
      at: NOON_MS,
      unmarked: spentKey.build({ lot: `${airline}/a-1/1` }),
    });
    await expectNothing('spent twice');
    expect(await world.lot('a-1/1')).to.include({ spentBy: `${airline}/r-1` });
  });

  it('count for nothing where an origin is a fact that made another lot', async () => {
    const { anna, bert } = world;
    await world.accrue('a-2', earnedBy(anna, 'T-3', { amount: 9000n }));
    const { digest } = await world.lot('a-2/0');
    const body = await transfer();
    const [first = ''] = body.inputs;
    const order = { ref: 'x-1', inputs: [first], origins: [digest], amount: 9000n, to: bert.id };
    const outputs = withEntry(body.outputs.slice(0, 1), 0, { amount: 9000n });
    forgeSpend({ ...body, ...order, signature: signedTransfer(anna, order).signature, outputs });
    await expectNothing('another lot');
  });

  it('make nothing that can be spent on where the holder did not sign', async () => {
    const { bert } = world;
    const body = await transfer();
    const { digest } = forgeSpend({
      ...body,
      signature: signedTransfer(bert, { ...body, to: bert.id }).signature,
    });
    await expectNothing('not signed');
    const order = {
      ref: 'x-2',
      inputs: [`${airline}/x-1/s0`],
      origins: [digest],
      amount: 5000n,
      to: bert.id,
    };
    const { holderKey, signature } = signedTransfer(bert, order);
    const outputs = body.outputs.slice(0, 1);
    const next = { ...body, ...order, holderKey, signature, outputs };
    const forged = forge(world, {
      type: 'loyalty.spent',
      key: `spend/${airline}/x-2`,
      body: next,
      at: NOON_MS,
    });
    expect(await statusOf(world, forged.key)).to.equal('void');
    expect(await world.balance(bert)).to.equal('0');
  });

  it('need the seals that the rules of the terms of their inputs demand', async () => {
    const rule = { assetType: 'loyalty', version: 0, rule: `AND('{self}', '${retailer}')` };
    await world.ledger.submit({ as: world.admins.airline, method: 'company:SetRule', request: rule });
    await world.submit('airline', 'SetTerms', { ...TERMS, programme: PROGRAMME, version: 1 });
    await world.accrue('a-2', earnedBy(world.anna, 'T-3'));
    const order = { ...(await world.order('x-1', ['a-1/0', 'a-2/0'], 5000n)), to: world.bert.id };
    const call = {
      as: world.admins.airline,
      method: 'loyalty:Transfer',
      request: signedTransfer(world.anna, order),
    };
    const { body, vouchers } = factOf(await world.ledger.simulate(call), 'loyalty.spent');
    expect(vouchers).to.include(retailer);
    forgeSpend(body);
    await expectNothing('without the retailer');
  });

  it('keep a spent lot spent, and name the spend, whatever happens to public keys', async () => {
    await world.redeem('r-1', ['a-1/0'], 3974n);
    expect(await world.lot('a-1/0')).to.include({ status: 'spent', spentBy: `${airline}/r-1` });
    const deleted = world.ledger.state.publicKeys().map((name) => ({ key: name, value: undefined }));
    const { retailer: _, ...others } = COMPANIES;
    const codes = deleted.map((write) =>
      world.ledger.forge({ coalition: Object.values(others), writes: [write] }),
    );
    expect(new Set(codes)).to.deep.equal(new Set(['ENDORSEMENT_POLICY_FAILURE']));
    const claim = await world.evaluate<ClaimRecord>('GetClaim', { claimId: `${airline}/r-1` });
    expect(claim).to.include({ status: 'open', minor: '3576' });
  });
});

function claimWith(claim: SpendBody['claim'], change: Partial<Claim>): Claim {
  return Object.assign({ creditor: '', currency: '', minor: 0n, terms: '' }, claim, change);
}
