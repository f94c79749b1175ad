import { factDigest, type Claim } from '@kontti/model';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { colluders, victim } from './consortium';
import { factBytes } from './forge';
import { codeOf } from './observe';
import { expectHeld, expectVoid } from './outcome';
import {
  LOT_POINTS,
  createHolder,
  listOutputs,
  points,
  redemptionBody,
  setPointTerms,
  spendOf,
  transferBody,
  type Holder,
  type SpendBody,
} from './points';
import { NO_VALUE, alpha, beta, createWorld, type World } from './world';

const gamma = colluders[2] ?? '';

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('the honest body lacks it');
  return value;
}

describeOnNetwork(
  'cheating: around spends and settlements',
  () => {
    let world: World;
    before(async () => {
      world = await createWorld();
      await setPointTerms(world);
    });
    after(() => world[Symbol.asyncDispose]());

    const loyalty = () => world.consortium.client(victim).loyalty;
    const holderOf = (name: string) => createHolder(world, name);
    /** A holder who names a lot as worth more than it is. */
    const richer = async (name: string): Promise<Holder> => {
      const { lot, ...holder } = await holderOf(name);
      return { ...holder, lot: { ...lot, amount: lot.amount * 2n } };
    };
    const newId = () => world.consortium.client(beta).loyalty.wallet().holderIn(points);
    const balanceOf = (holder: string) => loyalty().getBalance({ programme: points, holder, at: new Date() });

    const forged = (body: SpendBody, sealers: readonly string[] = [alpha, beta]) => {
      const content = spendOf(body);
      return { content, sealers, beside: listOutputs(content) };
    };

    /** The spend is void, and so are its lots, for which nobody has a balance and which no company redeems, and its claim. */
    async function expectNothingOf(body: SpendBody, sealers?: readonly string[]): Promise<void> {
      await expectVoid(world, forged(body, sealers));
      for (const [index, { holder }] of body.outputs.entries()) {
        const lotId = `${beta}/${body.ref}/s${index}`;
        expect(await codeOf(loyalty().getLot({ lotId })), lotId).to.equal('UNKNOWN_LOT');
        const { points: sum, rejected } = await balanceOf(holder);
        expect([sum, rejected], lotId).to.deep.equal([0n, 1]);
      }
      const claimId = `${beta}/${body.ref}`;
      expect(await codeOf(loyalty().getClaim({ claimId }))).to.equal('UNKNOWN_CLAIM');
    }

    it('a transfer and a redemption as the contract would have recorded them hold: the control', async () => {
      const [anna, bert] = [await holderOf('control-1'), await holderOf('control-2')];
      const transfer = transferBody({ holder: anna, ref: 'c-1', amount: 5000n }, bert.id);
      await expectHeld(world, forged(transfer));
      expect((await balanceOf(bert.id)).points).to.equal(LOT_POINTS + 5000n);
      expect((await balanceOf(anna.id)).points).to.equal(LOT_POINTS - 5000n);
      expect(await loyalty().getLot({ lotId: anna.lot.lotId })).to.include({ spentBy: `${beta}/c-1` });
      await expectHeld(world, forged(redemptionBody({ holder: bert, ref: 'c-2', amount: 5000n }, alpha)));
      const claim = await loyalty().getClaim({ claimId: `${beta}/c-2` });
      expect(claim).to.include({ debtor: beta, creditor: alpha, minor: 4000n, status: 'open' });
    });

    it('a lot that does not exist is spent: its origin is nothing, or a fact that made another lot', async () => {
      const { lot, ...anna } = await holderOf('has-another');
      const amount = 10n ** 15n;
      const missing = (name: string, digest: string) => ({
        ...anna,
        lot: { ...lot, lotId: `${beta}/${name}/0`, amount, digest },
      });
      const nowhere = missing('never-1', 'cd'.repeat(32));
      await expectNothingOf(transferBody({ holder: nowhere, ref: 'none-1', amount }, newId()));
      const elsewhere = missing('never-2', lot.digest);
      await expectNothingOf(transferBody({ holder: elsewhere, ref: 'none-2', amount }, newId()));
      const redeemed = missing('never-3', lot.digest);
      await expectNothingOf(redemptionBody({ holder: redeemed, ref: 'none-3', amount }, alpha));
    });

    it("another holder's lot is spent: void, and an honest partner redeems nothing that it makes", async () => {
      const [anna, thief] = [await holderOf('robbed'), await holderOf('thief')];
      const friend = world.consortium.client(beta).loyalty.wallet();
      const stolen = { ...thief, lot: { ...anna.lot, holder: thief.id } };
      const body = transferBody(
        { holder: stolen, ref: 'theft', amount: LOT_POINTS },
        friend.holderIn(points),
      );
      await expectNothingOf(body);
      const digest = factDigest(factBytes(spendOf(body)));
      const loot = { lotId: `${beta}/theft/s0`, digest };
      const order = { programme: points, ref: 'loot', inputs: [loot], amount: LOT_POINTS };
      const redemption = friend.signRedemption({ ...order, partner: victim, valueMin: NO_VALUE });
      expect(await codeOf(loyalty().redeem(redemption))).to.equal('UNKNOWN_LOT');
      expect(await loyalty().getLot({ lotId: anna.lot.lotId })).to.not.have.property('spentBy');
    });

    it('a spend that another key signed, or that names another key than the one that signed', async () => {
      const thief = await holderOf('signer');
      const ordersOf = async (ref: string) => {
        const asked = { ref, amount: 100n };
        return [
          { ...asked, holder: await holderOf(`of-${ref}`) },
          { ...asked, holder: thief },
        ] as const;
      };
      const [one, oneOfThief] = await ordersOf('signed-1');
      const to = newId();
      const { signature } = transferBody(oneOfThief, to);
      await expectNothingOf({ ...transferBody(one, to), signature });
      const [two] = await ordersOf('signed-2');
      await expectNothingOf({ ...transferBody(two, newId()), holderKey: thief.wallet.keyIn(points) });
      const [three, threeOfThief] = await ordersOf('signed-3');
      const redeemed = redemptionBody(threeOfThief, alpha);
      await expectNothingOf({ ...redemptionBody(three, alpha), signature: redeemed.signature });
    });

    it('a spend whose outputs do not follow from its inputs: more out than in, no change, a later expiry', async () => {
      const amount = 5000n;
      const changes: Readonly<Record<string, (outputs: SpendBody['outputs']) => SpendBody['outputs']>> = {
        'more-out': ([first, ...rest]) => [{ ...must(first), amount: amount + 1n }, ...rest],
        'more-change': ([first, change]) => [must(first), { ...must(change), amount: LOT_POINTS }],
        'no-change': ([first]) => [must(first)],
        'later-expiry': ([first, ...rest]) => [{ ...must(first), expiresAt: 4e12 }, ...rest],
      };
      for (const [ref, change] of Object.entries(changes)) {
        const body = transferBody({ holder: await holderOf(`of-${ref}`), ref, amount }, newId());
        await expectNothingOf({ ...body, outputs: change(body.outputs) });
      }
      const beyond = transferBody(
        { holder: await richer('of-beyond'), ref: 'beyond', amount: LOT_POINTS * 2n },
        newId(),
      );
      await expectNothingOf(beyond);
    });

    it('a claim that does not follow from the terms: its value, its currency, less than the holder accepts', async () => {
      const amount = 5000n;
      const euros = { creditor: alpha, currency: 'EUR', minor: 4000n };
      const changes: Readonly<Record<string, Partial<Claim>>> = {
        'more-worth': { minor: euros.minor + 1n },
        'less-worth': { minor: euros.minor - 1n },
        'other-currency': { currency: 'USD' },
      };
      for (const [ref, change] of Object.entries(changes)) {
        const body = redemptionBody({ holder: await holderOf(`of-${ref}`), ref, amount }, alpha);
        const { terms } = must(body.claim);
        await expectNothingOf({ ...body, claim: { ...euros, terms, ...change } });
      }
      const holder = await holderOf('of-other-terms');
      const body = redemptionBody({ holder, ref: 'other-terms', amount }, alpha);
      const { digest: terms } = await loyalty().getTerms({ programme: `${victim}/miles` });
      await expectNothingOf({ ...body, claim: { ...euros, terms } });
    });

    it("a claim of a company that the terms do not name as partner, with its seal and the issuer's", async () => {
      const body = redemptionBody(
        { holder: await holderOf('of-no-partner'), ref: 'no-partner', amount: 100n },
        gamma,
      );
      await expectNothingOf(body, [beta, gamma]);
    });
  },
  { ownNetwork: 'three companies collude against a fourth' },
);
