import { selectLots } from '@kontti/client-sdk';
import { companies, programme } from '../companies';
import { forEachBounded } from '../concurrent';
import { holderOf, inFlightMax, note, type Voyage } from '../voyage';

/** Points that a meal costs. */
export const mealPoints = 250n;

/** Each traveller who was compensated eats once: the caterer redeems, under the traveller's signature. */
export async function eat(voyage: Voyage, travellers: readonly number[]): Promise<void> {
  const { caterer } = voyage.clients;
  const { currency, minorPer1000Points } = (await caterer.loyalty.getTerms({ programme })).pointValue;
  // What the traveller is shown: what the points are worth by now.
  const valueMin = { currency, minor: (mealPoints * minorPer1000Points) / 1000n };
  const step = voyage.progress.step({ name: 'late travellers eat', total: travellers.length });
  await forEachBounded(travellers, {
    inFlightMax,
    work: async (traveller) => {
      const wallet = voyage.wallets[traveller];
      const lots = [];
      for await (const lot of caterer.loyalty.queryLots({ programme, holder: holderOf(voyage, traveller) })) {
        lots.push(lot);
      }
      const inputs = selectLots({ lots, amount: mealPoints, at: new Date() }).map(({ lotId, digest }) => ({
        lotId,
        digest,
      }));
      const order = wallet?.signRedemption({
        programme,
        ref: `meal-${traveller}`,
        inputs,
        amount: mealPoints,
        partner: companies.caterer.mspId,
        valueMin,
      });
      if (order === undefined) {
        throw new RangeError(`no traveller ${traveller}`);
      }
      note(voyage, await caterer.loyalty.redeem(order));
      step.advance();
    },
  });
  step.done();
}
