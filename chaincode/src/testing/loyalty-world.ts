import type { LotRecord } from '@kontti/model';
import { createTestHolder, signedRedemption, type TestHolder } from './holder.js';
import type { Simulation } from './memory-ledger.js';
import { COMPANIES, NOON_MS, createWorld, planOf, type Company, type World } from './world.js';

const { airline, caterer } = COMPANIES;

/** The airline's programme. */
export const PROGRAMME = `${airline}/Miles`;

/** Its first terms: a point for each kilometre, and the caterer as a partner. */
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

/** A world with a programme, two travellers, and transports with and without a delay. */
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
  accrue(ref: string, ...accruals: object[]): Promise<Simulation>;
  /** Anna's, at the caterer; inputs are lots of the airline. */
  redeem(ref: string, inputs: readonly string[], amount: bigint): Promise<Simulation>;
  balance(holder: TestHolder): Promise<string>;
  lot(id: string): Promise<LotRecord>;
}

/** A traveller's journey on a transport of the airline. */
export function journeyOf(holder: TestHolder, id = 'T-1') {
  return { holder: holder.id, transportId: `${airline}/${id}` };
}

/** Makes a {@link LoyaltyWorld}: T-1 is an hour and a half late, T-2 on time, T-3 late by estimate only, T-4 cancelled. */
export async function createLoyaltyWorld(): Promise<LoyaltyWorld> {
  const base = await createWorld();
  const { ledger, admins } = base;
  const world: LoyaltyWorld = {
    ...base,
    anna: createTestHolder(PROGRAMME),
    bert: createTestHolder(PROGRAMME),
    submit: (by, method, request, timeMs = NOON_MS) =>
      ledger.submit({ as: admins[by], method, request, timeMs }),
    refusal: (by, method, request, timeMs = NOON_MS) =>
      ledger.refusal({ as: admins[by], method: `loyalty:${method}`, request, timeMs }),
    evaluate: (method, request) =>
      ledger.evaluate({ as: admins.retailer, method: `loyalty:${method}`, request }),
    accrue: (ref, ...accruals) =>
      world.submit('airline', 'loyalty:Accrue', { programme: PROGRAMME, ref, accruals }),
    redeem: (ref, inputs, amount) => {
      const order = { ref, inputs: inputs.map((id) => `${airline}/${id}`), amount, partner: caterer };
      return world.submit('caterer', 'loyalty:Redeem', signedRedemption(world.anna, order));
    },
    balance: async (holder) => {
      const request = { programme: PROGRAMME, holder: holder.id, at: NOON_MS };
      return (await world.evaluate<{ points: string }>('GetBalance', request)).points;
    },
    lot: (id) => world.evaluate('GetLot', { lotId: `${airline}/${id}` }),
  };
  await prepare(world);
  return world;
}

async function prepare(world: LoyaltyWorld): Promise<void> {
  const transports = ['T-1', 'T-2', 'T-3', 'T-4'].map((id) => planOf(id));
  await world.submit('airline', 'transport:Plan', { ref: 'p', transports });
  const { arrivalPlanned: arrival } = planOf('T-1');
  const of = (id: string, change: object) => ({ transportId: `${airline}/${id}`, sequence: 1, ...change });
  const updates = [
    of('T-1', { kind: 'arrived', arrival: arrival + 90 * 60_000 }),
    of('T-2', { kind: 'arrived', arrival }),
    of('T-3', { kind: 'estimated', arrival: arrival + 300 * 60_000 }),
    of('T-4', { kind: 'cancelled' }),
  ];
  await world.submit('airline', 'transport:Update', { ref: 'u', updates });
  await world.submit('airline', 'loyalty:SetTerms', { programme: PROGRAMME, version: 0, ...TERMS });
}
