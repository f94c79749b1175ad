import {
  buildKey,
  createFact,
  factDigest,
  factToBytes,
  sealCollectionName,
  sealValue,
  type ClaimRecord,
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
});
