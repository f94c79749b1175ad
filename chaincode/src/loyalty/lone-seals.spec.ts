import {
  buildKey,
  createFact,
  factDigest,
  factToBytes,
  sealCollectionName,
  sealValue,
  ModelError,
  type ClaimRecord,
  type FactContent,
  type FactType,
  type SettlementRecord,
  type LotRecord,
  type LotsSpent,
  type Page,
} from '@kontti/model';
import { expect } from 'chai';
import { signedRedemption, signedTransfer } from '../testing/holder.js';
import { PROGRAMME, createLoyaltyWorld, journeyOf, type LoyaltyWorld } from '../testing/loyalty-world.js';
import { COMPANIES } from '../testing/world.js';

const { airline, caterer } = COMPANIES;

describe('what a company seals alone', () => {
  let world: LoyaltyWorld;
  beforeEach(async () => {
    world = await createLoyaltyWorld();
    await world.accrue('a-1', journeyOf(world.anna), journeyOf(world.anna, 'T-2'));
  });

  const seal = (mspId: string, key: string, digest: string): void =>
    world.ledger.state.overwriteSeal({
      collection: sealCollectionName(mspId),
      key,
      value: sealValue(digest),
    });

  /** A spend of Anna's first lot in Bert's favour that Anna never signed, sealed by the airline. */
  const stealFromAnna = (): { readonly key: string; readonly lot: string } => {
    const { anna, bert } = world;
    const lot = `${airline}/a-1/0`;
    const order = { ref: 'x-1', inputs: [lot], amount: 3974n, to: bert.id };
    const { signature } = signedTransfer(bert, order);
    const body: LotsSpent = {
      ...{ ...order, programme: PROGRAMME, holderKey: anna.publicKey, signature, kind: 'transfer' },
      outputs: [{ holder: bert.id, amount: 3974n, expiresAt: 1_900_000_000_000, termsVersion: 0 }],
    };
    const key = buildKey('spend', { mspId: airline, ref: 'x-1' });
    const bytes = factToBytes(createFact({ type: 'loyalty.spent', key, body, ref: 'x-1', at: 1 }));
    world.ledger.state.overwrite(key, bytes);
    world.ledger.state.overwrite(
      buildKey('lot', { lot }),
      Buffer.from(JSON.stringify({ spentBy: `${airline}/x-1` })),
    );
    seal(airline, key, factDigest(bytes));
    seal(airline, buildKey('spent', { lot }), factDigest(bytes));
    return { key, lot };
  };

  it('a debtor that marks a claim as settled still owes it', async () => {
    await world.redeem('r-1', ['a-1/0'], 1000n);
    const claimId = `${airline}/r-1`;
    seal(airline, buildKey('settled', { claim: claimId }), 'ab'.repeat(32));
    expect(await world.evaluate<ClaimRecord>('GetClaim', { claimId })).to.include({ status: 'open' });
    const query = { creditor: caterer, status: 'open', pageSize: 10 };
    expect((await world.evaluate<Page<ClaimRecord>>('QueryClaims', query)).records).to.have.length(1);
    const proposal = { ref: 's-1', counterparty: airline, claims: [claimId] };
    await world.submit('caterer', 'loyalty:ProposeSettlement', proposal);
    await world.submit('airline', 'loyalty:AcceptSettlement', { settlementId: `${caterer}/s-1` });
    expect(await world.evaluate<ClaimRecord>('GetClaim', { claimId })).to.include({
      status: 'settled',
      settlementId: `${caterer}/s-1`,
    });
  });

  it('an issuer that spends for a holder who did not sign gives nobody a lot', async () => {
    const { key, lot } = stealFromAnna();
    const output = `${airline}/x-1/s0`;
    world.ledger.state.overwrite(`idx/lot/${PROGRAMME}/${world.bert.id}/${output}`, Buffer.from('{}'));
    expect(await world.refusal('caterer', 'GetLot', { lotId: output })).to.include({ code: 'UNKNOWN_LOT' });
    expect(await world.balance(world.bert)).to.equal('0');
    const page = await world.evaluate<Page<LotRecord>>('QueryLots', {
      programme: PROGRAMME,
      holder: world.bert.id,
      pageSize: 10,
    });
    expect(page).to.deep.include({ records: [], rejected: [{ key, reason: 'altered' }] });
    const order = { ref: 'r-1', inputs: [output], amount: 1n, partner: caterer };
    expect(await world.refusal('caterer', 'Redeem', signedRedemption(world.bert, order))).to.include({
      code: 'UNKNOWN_LOT',
    });
    expect(await world.evaluate<LotRecord>('GetLot', { lotId: lot })).not.to.have.property('spentBy');
  });

  it('a true spend does not account for a lot that it does not name', async () => {
    await world.redeem('r-1', ['a-1/0'], 3974n);
    const spend = await world.lot('a-1/0');
    const spendKey = buildKey('spend', { mspId: airline, ref: 'r-1' });
    const bytes = world.ledger.state.get(`public:${spendKey}`) ?? Buffer.alloc(0);
    const lot = `${airline}/a-1/1`;
    seal(airline, buildKey('spent', { lot }), factDigest(bytes));
    world.ledger.state.overwrite(
      buildKey('lot', { lot }),
      Buffer.from(JSON.stringify({ spentBy: spend.spentBy })),
    );
    const taken = await world.lot('a-1/1');
    expect(taken).to.include({ status: 'spent' });
    expect(taken).not.to.have.property('spentBy');
  });

  /** Writes a fact as a majority of altered peers can, with the seals of these companies. */
  const forge = <T extends FactType>(content: FactContent<T>, mspIds: readonly string[]): void => {
    const ref = content.key.slice(content.key.lastIndexOf('/') + 1);
    const bytes = factToBytes(createFact({ ...content, ref, at: 1 }));
    world.ledger.state.overwrite(content.key, bytes);
    for (const mspId of mspIds) seal(mspId, content.key, factDigest(bytes));
  };

  it('a settlement is accepted by its counterparty, not by another company', async () => {
    await world.redeem('r-1', ['a-1/0'], 1000n);
    const proposal = { ref: 's-1', counterparty: airline, claims: [`${airline}/r-1`] };
    await world.submit('caterer', 'loyalty:ProposeSettlement', proposal);
    const settlementId = `${caterer}/s-1`;
    const { digest } = await world.evaluate<SettlementRecord>('GetSettlement', { settlementId });
    const key = buildKey('settlementAccepted', { settlement: settlementId });
    const body = { counterparty: COMPANIES.retailer, proposal: digest };
    forge({ type: 'loyalty.settled', key, body }, [caterer, COMPANIES.retailer]);
    expect(await world.evaluate<SettlementRecord>('GetSettlement', { settlementId })).to.include({
      status: 'proposed',
    });
    expect(await world.refusal('airline', 'AcceptSettlement', { settlementId })).to.include({
      code: 'STATE',
    });
  });

  it('a proposal whose net amounts do not follow from its claims is not accepted', async () => {
    await world.redeem('r-1', ['a-1/0'], 1000n);
    const key = buildKey('settlement', { settlement: `${caterer}/s-1` });
    const nets = [{ currency: 'EUR', debtor: airline, creditor: caterer, minor: 1_000_000n }];
    const body = { counterparty: airline, claims: [`${airline}/r-1`], nets };
    forge({ type: 'loyalty.settlementProposed', key, body }, [caterer]);
    const settlementId = `${caterer}/s-1`;
    expect(await world.refusal('airline', 'AcceptSettlement', { settlementId })).to.include({
      code: 'STATE',
      field: 'settlementId',
    });
  });

  it('a spend gives the recipient what the holder signed for, and the rest to nobody else', async () => {
    const { anna, bert } = world;
    const order = { ref: 'x-1', inputs: [`${airline}/a-1/0`], amount: 1000n, to: bert.id };
    const { signature } = signedTransfer(anna, order);
    const spent = { ...order, programme: PROGRAMME, holderKey: anna.publicKey, signature };
    const output = { expiresAt: 1_900_000_000_000, termsVersion: 0 };
    for (const outputs of [
      [],
      [{ ...output, holder: bert.id, amount: 1001n }],
      [{ ...output, holder: anna.id, amount: 1000n }],
      [
        { ...output, holder: bert.id, amount: 1000n },
        { ...output, holder: bert.id, amount: 2974n },
      ],
    ]) {
      const body: LotsSpent = { ...spent, kind: 'transfer', outputs };
      const key = buildKey('spend', { mspId: airline, ref: 'x-1' });
      const fact = createFact({ type: 'loyalty.spent', key, body, ref: 'x-1', at: 1 });
      expect(() => factToBytes(fact))
        .to.throw(ModelError)
        .that.has.property('code', 'FIELD_CONFLICT');
    }
  });
});
