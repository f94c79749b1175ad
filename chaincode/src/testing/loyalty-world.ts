import {
  journeyCommitment,
  type BalancePage,
  type LotOrigin,
  type LotRecord,
  type TermsRecord,
} from '@kontti/model';
import { createTestHolder, signedRedemption, type TestHolder, type TestOrder } from './holder';
import type { Simulation } from './memory-ledger';
import { COMPANIES, NOON_MS, createWorld, type Company, type World } from './world';

const { airline, caterer } = COMPANIES;

/** The airline's programme. */
export const PROGRAMME = `${airline}/Miles`;

/** Its first terms: the caterer is a partner. */
export const TERMS = {
  milliPointsPerKm: 1000,
  compensation: [
    { delayMinutesMin: 60, points: '500' },
    { delayMinutesMin: 180, points: '2000' },
  ],
  validityDays: 30,
  pointValue: { currency: 'EUR', minorPer1000Points: '900' },
  partners: [caterer],
};

/** The secret of the airline's journeys. */
const JOURNEY_SECRET = Buffer.alloc(32, 1);

/** A world with a programme and two travellers. */
export interface LoyaltyWorld extends World {
  readonly anna: TestHolder;
  readonly bert: TestHolder;
  submit(by: Company, method: string, request: unknown, timeMs?: number): Promise<Simulation>;
  refusal(
    by: Company,
    method: string,
    request: unknown,
    timeMs?: number,
  ): Promise<Simulation['error'] & object>;
  evaluate<T>(method: string, request: unknown): Promise<T>;
  /** The airline's, under the terms in force. */
  accrue(ref: string, ...accruals: object[]): Promise<Simulation>;
  /** What a holder signs: inputs are lots of the airline, each with the fact that made it as its origin. */
  order(ref: string, inputs: readonly string[], amount: bigint): Promise<TestOrder>;
  /** Anna's, at the caterer. */
  redeem(ref: string, inputs: readonly string[], amount: bigint): Promise<Simulation>;
  balance(holder: TestHolder): Promise<string>;
  lot(id: string): Promise<LotRecord>;
}

/** What the airline books for a traveller's journey. */
export function earnedBy(
  holder: TestHolder,
  id = 'T-1',
  earned: { readonly amount?: bigint; readonly kind?: LotOrigin } = {},
) {
  const { amount = 3974n, kind = 'accrual' } = earned;
  const journey = { programme: PROGRAMME, kind, holder: holder.id, transportId: `${airline}/${id}` };
  return { holder: holder.id, journey: journeyCommitment(JOURNEY_SECRET, journey), amount };
}

/** Makes a {@link LoyaltyWorld}. */
export async function createLoyaltyWorld(): Promise<LoyaltyWorld> {
  const base = await createWorld();
  const { ledger, admins } = base;
  const world: LoyaltyWorld = {
    ...base,
    anna: createTestHolder(PROGRAMME),
    bert: createTestHolder(PROGRAMME),
    submit: (by, method, request, timeMs = NOON_MS) =>
      ledger.submit({ as: admins[by], method: `loyalty:${method}`, request, timeMs }),
    refusal: (by, method, request, timeMs = NOON_MS) =>
      ledger.refusal({ as: admins[by], method: `loyalty:${method}`, request, timeMs }),
    evaluate: (method, request) =>
      ledger.evaluate({ as: admins.retailer, method: `loyalty:${method}`, request }),
    accrue: async (ref, ...accruals) => {
      const { version } = await world.evaluate<TermsRecord>('GetTerms', { programme: PROGRAMME });
      return await world.submit('airline', 'Accrue', {
        programme: PROGRAMME,
        ref,
        termsVersion: version,
        accruals,
      });
    },
    order: async (ref, inputs, amount) => {
      const lots = await Promise.all(inputs.map((id) => world.lot(id)));
      const origins = lots.map(({ digest }) => digest);
      return { ref, inputs: lots.map(({ lotId }) => lotId), origins, amount };
    },
    redeem: async (ref, inputs, amount) => {
      const order = await world.order(ref, inputs, amount);
      return await world.submit(
        'caterer',
        'Redeem',
        signedRedemption(world.anna, { ...order, partner: caterer }),
      );
    },
    balance: async (holder) => {
      const request = { programme: PROGRAMME, holder: holder.id, at: NOON_MS };
      return String((await world.evaluate<BalancePage>('GetBalance', request)).points);
    },
    lot: (id) => world.evaluate('GetLot', { lotId: `${airline}/${id}` }),
  };
  await world.submit('airline', 'SetTerms', { programme: PROGRAMME, version: 0, ...TERMS });
  return world;
}
