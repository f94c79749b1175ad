import { factDigest, loyaltySettled, loyaltySettlementProposed, settledKey, spentKey } from '@kontti/model';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { colluders, victim } from './consortium';
import { factBytes, sealWrite, sealedForgery, type ForgedContent } from './forge';
import { codeOf } from './observe';
import { expectHeld, expectVoid } from './outcome';
import { createHolder, points, setPointTerms, type Holder } from './points';
import { NO_VALUE, alpha, beta, createWorld, type World } from './world';

const gamma = colluders[2] ?? '';
const JUNK = Buffer.from('{"mine":true}');
const REFUSED = 'ENDORSEMENT_POLICY_FAILURE';

type Proposal = ForgedContent<'loyalty.settlementProposed'>;

describeOnNetwork(
  'cheating: around settlements, and marks that are made in advance',
  () => {
    let world: World;
    before(async () => {
      world = await createWorld();
      await setPointTerms(world);
    });
    after(() => world[Symbol.asyncDispose]());

    const loyaltyOf = (mspId: string) => world.consortium.client(mspId).loyalty;
    const orderOf = ({ wallet, lot }: Holder, ref: string, amount = 1000n) =>
      wallet.signRedemption({
        ...{ programme: points, ref, inputs: [lot], amount },
        ...{ partner: alpha, valueMin: NO_VALUE },
      });
    /** Beta owes Alpha 8 €; gives the claim's id. */
    const createClaim = async (ref: string): Promise<string> => {
      await loyaltyOf(alpha).redeem(orderOf(await createHolder(world, `of-${ref}`), ref));
      return `${beta}/${ref}`;
    };
    const propose = (ref: string, claims: readonly string[]) =>
      loyaltyOf(alpha).proposeSettlement({ ref, counterparty: beta, claims: [...claims] });
    const stateOf = async (claimId: string, settlementId: string) => {
      const { loyalty } = world.consortium.client(victim);
      const [claim, settlement] = [
        await loyalty.getClaim({ claimId }),
        await loyalty.getSettlement({ settlementId }),
      ];
      return [claim.status, claim.settlementId, settlement.status];
    };
    const proposalOf = (proposer: string, ref: string, body: Proposal['body']): Proposal => ({
      type: 'loyalty.settlementProposed',
      key: loyaltySettlementProposed.key.build({ settlement: `${proposer}/${ref}` }),
      ref,
      body,
    });
    const owed = { currency: 'EUR', debtor: beta, creditor: alpha, minor: 800n };
    /** The acceptance of a proposal by a company, with the marks of its claims. */
    const settledOf = (
      settlement: string,
      body: ForgedContent<'loyalty.settled'>['body'],
    ): ForgedContent<'loyalty.settled'> => ({
      type: 'loyalty.settled',
      key: loyaltySettled.key.build({ settlement, counterparty: body.counterparty }),
      body,
    });

    it('a proposal and its acceptance as the contract would have recorded them hold: the control', async () => {
      const claim = await createClaim('meal-1');
      const proposal = proposalOf(alpha, 's-1', { counterparty: beta, claims: [claim], nets: [owed] });
      await expectHeld(world, { content: proposal, sealers: [alpha] });
      const { digest } = await loyaltyOf(victim).getSettlement({ settlementId: `${alpha}/s-1` });
      const body = { counterparty: beta, proposal: digest, marks: [{ claim, number: 0 }] };
      const content = settledOf(`${alpha}/s-1`, body);
      await expectHeld(world, { content, sealers: [alpha, beta] });
      expect(await stateOf(claim, `${alpha}/s-1`)).to.deep.equal(['settled', `${alpha}/s-1`, 'settled']);
    });

    it('a stranger accepts a settlement: void, and the company that was asked still can', async () => {
      const claim = await createClaim('meal-2');
      const { result } = await propose('s-2', [claim]);
      const settlement = `${alpha}/s-2`;
      const body = { counterparty: gamma, proposal: result.digest, marks: [{ claim, number: 0 }] };
      await expectVoid(world, { content: settledOf(settlement, body), sealers: [alpha, gamma] });
      expect(await stateOf(claim, settlement)).to.deep.equal(['open', undefined, 'proposed']);
      expect(await codeOf(loyaltyOf(gamma).acceptSettlement({ settlementId: settlement }))).to.equal(
        'NOT_A_PARTY',
      );
      await loyaltyOf(beta).acceptSettlement({ settlementId: settlement });
      expect(await stateOf(claim, settlement)).to.deep.equal(['settled', settlement, 'settled']);
    });

    it('claims that do not exist, that are between others, or with other nets: neither proposal nor acceptance holds', async () => {
      const claim = await createClaim('meal-3');
      const cases: readonly (readonly [string, string, Proposal['body']])[] = [
        ['none', alpha, { counterparty: beta, claims: [`${beta}/never`], nets: [owed] }],
        ['partly', alpha, { counterparty: beta, claims: [claim, `${beta}/never`], nets: [owed] }],
        ['others', gamma, { counterparty: beta, claims: [claim], nets: [owed] }],
        ['nets', alpha, { counterparty: beta, claims: [claim], nets: [{ ...owed, minor: 80_000n }] }],
        [
          'turned',
          alpha,
          { counterparty: beta, claims: [claim], nets: [{ ...owed, debtor: alpha, creditor: beta }] },
        ],
      ];
      for (const [number, [ref, proposer, proposed]] of cases.entries()) {
        const proposal = proposalOf(proposer, ref, proposed);
        await expectVoid(world, { content: proposal, sealers: [proposer] });
        const settlement = `${proposer}/${ref}`;
        const marks = proposed.claims.map((each) => ({ claim: each, number }));
        const digest = factDigest(factBytes(proposal));
        const content = settledOf(settlement, { counterparty: beta, proposal: digest, marks });
        await expectVoid(world, { content, sealers: [proposer, beta] });
        const found = loyaltyOf(victim).getSettlement({ settlementId: settlement });
        expect(await codeOf(found), ref).to.equal('NOT_FOUND');
      }
      await propose('s-3', [claim]);
      await loyaltyOf(beta).acceptSettlement({ settlementId: `${alpha}/s-3` });
      expect(await stateOf(claim, `${alpha}/s-3`)).to.deep.equal(['settled', `${alpha}/s-3`, 'settled']);
    });

    it('a claim is settled twice by a second proposal: the second settlement is void under every number', async () => {
      const claim = await createClaim('meal-4');
      await propose('s-4', [claim]);
      const { result } = await propose('s-5', [claim]);
      await loyaltyOf(beta).acceptSettlement({ settlementId: `${alpha}/s-4` });
      expect(await codeOf(loyaltyOf(beta).acceptSettlement({ settlementId: `${alpha}/s-5` }))).to.equal(
        'CLAIM_SETTLED',
      );
      const again = (number: number) =>
        settledOf(`${alpha}/s-5`, {
          counterparty: beta,
          proposal: result.digest,
          marks: [{ claim, number }],
        });
      const taken = sealedForgery(again(0), [alpha, beta]);
      expect(await world.consortium.forge({ forgery: taken })).to.equal(REFUSED);
      await expectVoid(world, { content: again(1), sealers: [alpha, beta] });
      expect(await stateOf(claim, `${alpha}/s-5`)).to.deep.equal(['settled', `${alpha}/s-4`, 'proposed']);
    });

    it('a claim that is marked ahead of the numbers before is not settled by it', async () => {
      const claim = await createClaim('meal-6');
      const { result } = await propose('s-6', [claim]);
      const body = { counterparty: beta, proposal: result.digest, marks: [{ claim, number: 3 }] };
      await expectVoid(world, { content: settledOf(`${alpha}/s-6`, body), sealers: [alpha, beta] });
      expect(await stateOf(claim, `${alpha}/s-6`)).to.deep.equal(['open', undefined, 'proposed']);
    });

    it('a mark of settlement that debtor or creditor made in advance settles nothing, and blocks nothing', async () => {
      for (const [index, mspId] of [beta, alpha].entries()) {
        const claim = await createClaim(`burnt-${index}`);
        const key = settledKey.build({ claim, number: 0 });
        const mark = sealWrite({ mspId, key, bytes: JUNK });
        expect(await world.consortium.forge({ forgery: { writes: [mark] }, endorsers: [mspId] })).to.equal(
          'VALID',
        );
        const settlement = `${alpha}/after-${index}`;
        await propose(`after-${index}`, [claim]);
        expect(await stateOf(claim, settlement)).to.deep.equal(['open', undefined, 'proposed']);
        await loyaltyOf(beta).acceptSettlement({ settlementId: settlement });
        expect(await stateOf(claim, settlement)).to.deep.equal(['settled', settlement, 'settled']);
      }
    });

    it('a lot that its issuer marked as spent in advance counts as spent, by no spend; a partner cannot mark it', async () => {
      const holder = await createHolder(world, 'confiscated');
      const { lotId } = holder.lot;
      const mark = sealWrite({ mspId: beta, key: spentKey.build({ lot: lotId }), bytes: JUNK });
      const forge = (endorsers: readonly string[]) =>
        world.consortium.forge({ forgery: { writes: [mark] }, endorsers });
      const balance = async () => {
        const asked = { programme: points, holder: holder.id, at: new Date() };
        return (await loyaltyOf(victim).getBalance(asked)).points;
      };
      expect(await forge([alpha, gamma])).to.equal(REFUSED);
      expect(await loyaltyOf(victim).getLot({ lotId })).to.include({ status: 'unspent' });
      expect(await balance()).to.equal(holder.lot.amount);
      expect(await forge([beta])).to.equal('VALID');
      const lot = await loyaltyOf(victim).getLot({ lotId });
      expect(lot).to.include({ status: 'spent' });
      expect(lot).to.not.have.property('spentBy');
      expect(await balance()).to.equal(0n);
      expect(await codeOf(loyaltyOf(alpha).redeem(orderOf(holder, 'late')))).to.equal('LOT_SPENT');
      // For good: the mark cannot be taken back, so nobody can spend the lot a second time.
      const back = sealWrite({ mspId: beta, key: spentKey.build({ lot: lotId }) });
      expect(await world.consortium.forge({ forgery: { writes: [back] } })).to.equal(REFUSED);
    });
  },
  { ownNetwork: 'three companies collude against a fourth' },
);
