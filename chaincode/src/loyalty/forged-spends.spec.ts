import {
  spentKey,
  type Claim,
  type ClaimRecord,
  type LotRecord,
  type LotsSpent,
  type Page,
  type TermsRecord,
} from '@kontti/model';
import { expect } from 'chai';
import { signedRedemption, signedTransfer } from '../testing/holder.js';
import { factOf, forge, sealAlone, statusOf, withEntry } from '../testing/loyalty-forgery.js';
import {
  PROGRAMME,
  TERMS,
  createLoyaltyWorld,
  earnedBy,
  type LoyaltyWorld,
} from '../testing/loyalty-world.js';
import { COMPANIES, NOON_MS } from '../testing/world.js';

const { airline, caterer } = COMPANIES;
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

  it('count for nothing where the lots are another holder’s, and nobody redeems what they made', async () => {
    const { bert } = world;
    const body = await transfer();
    const { ref, inputs, origins, amount } = body;
    const { holderKey, signature } = signedTransfer(bert, { ref, inputs, origins, amount, to: bert.id });
    const outputs = withEntry(body.outputs, 1, { holder: bert.id });
    const { digest } = forgeSpend({ ...body, holderKey, signature, outputs });
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
    const changes = [
      ({ claim }: SpendBody) => ({ claim: claimWith(claim, { minor: 2701n }) }),
      ({ claim }: SpendBody) => ({ claim: claimWith(claim, { currency: 'USD' }) }),
      ({ claim }: SpendBody, terms: string) => ({ claim: claimWith(claim, { terms }) }),
      () => ({ valueMin: { currency: 'EUR', minor: 1n } }),
    ];
    for (const [index, change] of changes.entries()) {
      world = await createLoyaltyWorld();
      await world.accrue('a-1', earnedBy(world.anna));
      await world.submit('airline', 'SetTerms', { ...TERMS, programme: PROGRAMME, version: 1, partners: [] });
      const { digest } = await world.evaluate<TermsRecord>('GetTerms', { programme: PROGRAMME });
      await world.submit('airline', 'SetTerms', { ...TERMS, programme: PROGRAMME, version: 2 });
      const body = await redemption();
      forgeSpend({ ...body, ...change(body, digest) });
      await expectNothing(`change ${index}`);
    }
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
