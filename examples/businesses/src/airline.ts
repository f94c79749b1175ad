import {
  createWalletKeys,
  discountedPoints,
  KonttiError,
  takeLots,
  tierOf,
  type KonttiClient,
  type KonttiEvent,
} from '@kontti/client-sdk';
import type { Stage, Story } from './story';

const COMPANIES = { airline: 'AirMSP', caterer: 'CatererMSP', shop: 'ShopMSP' };
const PROGRAMME = `${COMPANIES.airline}/miles`;
const FAMILY = `${COMPANIES.airline}/family`;
const HOUR_MS = 3_600_000;
const at = (hours: number): Date => new Date(Date.now() + hours * HOUR_MS);

/** The terms of the first year, and of a campaign after it. */
const TERMS = {
  ...{ programme: PROGRAMME, milliPointsPerKm: 1_000, validityDays: 365, partners: [COMPANIES.caterer] },
  pointValue: { currency: 'EUR', minorPer1000Points: 900n },
  compensation: [
    { delayMinutesMin: 60, points: 500n },
    { delayMinutesMin: 180, points: 2_000n },
  ],
  tiers: [
    { name: 'silver', pointsMin: 5_000n },
    { name: 'gold', pointsMin: 20_000n },
  ],
  rules: [
    { partner: COMPANIES.shop, sharePermille: 20 },
    { fare: 'flex', milliPointsPerKm: 2_000 },
    { fare: 'light', fixed: 100n },
  ],
};
const CAMPAIGN = {
  ...TERMS,
  rules: [
    { fare: 'light', tier: 'gold', from: at(-24), to: at(24 * 30), milliPointsPerKm: 1_000 },
    ...TERMS.rules,
  ],
  discounts: [{ partner: COMPANIES.caterer, from: at(-1), permille: 200 }],
};

/** An airline changes its terms when it likes, partners let earn and take points, and families share a wallet. */
export const airline: Story = {
  about:
    'fares, tiers, partners and periods in versioned terms, preview, compensation, a meal at a partner, family wallets, expiry, reversal',
  companies: COMPANIES,

  async run(stage) {
    const { client } = stage;
    const flown = await fly(stage);
    const { preview, after } = await changeTerms(stage, flown);
    const meal = await eat(stage, flown);
    const family = await shareFamilyWallet(stage);
    const { block } = await client('caterer').loyalty.proposeSettlement({
      ...{ ref: 'month', counterparty: COMPANIES.airline, claims: [`${COMPANIES.airline}/meal`] },
    });
    const found = figuresOf(await stage.events('shop', block));
    return [
      { name: 'points for flights of the first year', expected: 15_996n, found: found.accrued[0] ?? 0n },
      { name: 'the same under the campaign, by preview', expected: 19_870n, found: preview },
      { name: 'points for a flight under the campaign', expected: 3_974n, found: found.accrued[1] ?? 0n },
      { name: 'points for a purchase at the shop', expected: 99n, found: found.accrued[2] ?? 0n },
      { name: 'points for a delay of two hours', expected: 500n, found: found.compensated },
      { name: 'tier by what was flown', expected: 'silver', found: after },
      { name: 'points for a meal of 1,000', expected: 800n, found: found.redeemed },
      { name: 'cents that the caterer claims', expected: 720n, found: meal },
      { name: 'journeys that the facts name', expected: 0, found: found.named },
      { name: 'family points with one key of three', expected: 'SIGNATURE', found: family.alone },
      { name: 'family points redeemed by two of three', expected: 300n, found: found.family },
      { name: 'a bonus that was a mistake, taken back', expected: 700n, found: found.reversed },
      { name: 'points that have expired', expected: 'LOT_EXPIRED', found: family.expired },
    ];
  },
};

/** Three journeys of one traveller, of which one was late: the ledger shows commitments, and no journey. */
async function fly({ client }: Stage) {
  const [air, shop] = [client('airline'), client('shop')];
  const places = [
    { code: 'JFK', name: 'New York', latitudeE6: 40_640_000, longitudeE6: -73_780_000 },
    { code: 'LAX', name: 'Los Angeles', latitudeE6: 33_940_000, longitudeE6: -118_410_000 },
  ];
  await air.companies.registerPlaces({ ref: 'airports', places });
  const transports = [1, 2, 3, 4].map((n) => ({
    ...{
      transportId: `${air.mspId}/F-${n}`,
      mode: 'air' as const,
      number: `XX ${n}`,
      from: 'JFK',
      to: 'LAX',
    },
    ...{ departurePlanned: at(-9), arrivalPlanned: at(-3), distanceMeters: 3_974_000 },
  }));
  await air.transports.plan({ ref: 'plan', transports });
  const late = { transportId: `${air.mspId}/F-3`, sequence: 1 };
  await air.transports.update({ ref: 'dep', updates: [{ ...late, kind: 'departed', departure: at(-7) }] });
  const arrived = { ...late, sequence: 2, kind: 'arrived' as const, arrival: at(-1) };
  await air.transports.update({ ref: 'arr', updates: [arrived] });

  await air.loyalty.setTerms({ ...TERMS, version: 0 });
  const wallet = air.loyalty.wallet();
  const holder = wallet.holderIn(PROGRAMME);
  const accruals = [
    { holder, transportId: `${air.mspId}/F-1`, fare: 'flex' },
    { holder, transportId: `${air.mspId}/F-2`, fare: 'light', tier: 'gold' },
    { holder, transportId: `${air.mspId}/F-3`, fare: 'flex' },
  ];
  await air.loyalty.accrue({ programme: PROGRAMME, ref: 'year-1', accruals });
  const compensations = [{ holder, transportId: `${air.mspId}/F-3` }];
  await air.loyalty.compensate({ programme: PROGRAMME, ref: 'late', compensations });
  return { wallet, holder, accruals, shop };
}

type Flown = Awaited<ReturnType<typeof fly>>;

/** The airline looks what a campaign would have cost, and sets it. What was booked before keeps its terms. */
async function changeTerms({ client }: Stage, { holder, accruals, shop }: Flown) {
  const air = client('airline');
  const { programme, ...terms } = CAMPAIGN;
  const preview = await air.loyalty.preview({ programme, terms, accruals });
  await air.loyalty.setTerms({ ...CAMPAIGN, version: 1 });
  const next = [{ holder, transportId: `${air.mspId}/F-4`, fare: 'light', tier: 'gold' }];
  await air.loyalty.accrue({ programme, ref: 'campaign', accruals: next });
  // The shop reports what was bought under an id of its own, and the airline books it.
  const purchases = [{ holder, purchaseId: `${shop.mspId}/till-2-881`, spentMinor: 4_990n, at: at(0) }];
  await air.loyalty.accruePurchases({ programme, ref: 'shop-1', purchases });
  return { preview: preview.after, after: tierOf(TERMS, preview.before) ?? 'none' };
}

/** A meal at the partner, cheaper in the campaign: the traveller signs for the least that the points are worth. */
async function eat({ client }: Stage, { wallet, holder }: Flown): Promise<bigint> {
  const caterer = client('caterer');
  const lots = [];
  for await (const lot of caterer.loyalty.queryLots({ programme: PROGRAMME, holder })) lots.push(lot);
  const [largest] = lots.toSorted((a, b) => (a.amount < b.amount ? 1 : -1));
  if (largest === undefined) throw new Error('the traveller has no points');
  const amount = discountedPoints(CAMPAIGN, { points: 1_000n, partner: caterer.mspId, at: at(0) });
  const inputs = [largest];
  const valueMin = { currency: 'EUR', minor: 700n };
  const order = { programme: PROGRAMME, ref: 'meal', inputs, amount, partner: caterer.mspId, valueMin };
  await caterer.loyalty.redeem(wallet.signRedemption(order));
  return (await caterer.loyalty.getClaim({ claimId: `${COMPANIES.airline}/meal` })).minor;
}

/** A wallet of which two of three keys sign; a bonus that the airline takes back; and points that expire. */
async function shareFamilyWallet({ client }: Stage): Promise<{ alone: string; expired: string }> {
  const [air, caterer] = [client('airline'), client('caterer')];
  await air.lots.setClass({
    ...{ classId: FAMILY, version: 0, kind: 'points', unit: 'mile', holders: 'wallet', transfer: 'free' },
    ...{ partners: [], redeemAt: [caterer.mspId], validityDays: 365, reversalDays: 14 },
  });
  const keys = [air.lots.key(), air.lots.key(), air.lots.key()] as const;
  const wallet = createWalletKeys(
    2,
    keys.map((key) => key.keyIn(FAMILY)),
  );
  const expiresAt = at(5_000 / HOUR_MS);
  const lots = [
    { holder: wallet.holder, quantity: 1_000n },
    { holder: wallet.holder, quantity: 700n },
    { holder: wallet.holder, quantity: 50n, expiresAt },
  ];
  await air.lots.issue({ classId: FAMILY, ref: 'bonus', version: 0, lots });
  const redeem = async (
    by: KonttiClient,
    n: number,
    signers: readonly (typeof keys)[number][],
  ): Promise<string> => {
    const lot = await by.lots.get({ lotId: `${air.mspId}/bonus/${n}` });
    const quantity = n === 0 ? 300n : 50n;
    const move = {
      classId: FAMILY,
      ref: `family-${n}`,
      kind: 'redeem' as const,
      ...takeLots({ lots: [lot], quantity }),
    };
    const signed = signers.reduce<Parameters<(typeof keys)[0]['sign']>[0]>(
      (asked, key) => key.sign(asked, { company: by.mspId, wallet }),
      move,
    );
    return await outcomeOf(by.lots.move(signed));
  };
  const alone = await redeem(caterer, 0, [keys[0]]);
  await redeem(caterer, 0, [keys[2], keys[1]]);
  await air.rewards.takeBack({ ref: 'back', lotId: `${air.mspId}/bonus/1` });
  while (Date.now() <= expiresAt.getTime()) await new Promise((resolve) => setTimeout(resolve, 100));
  return { alone, expired: await redeem(caterer, 2, [keys[0], keys[1]]) };
}

async function outcomeOf(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'done',
    (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
  );
}

/** Every figure once more, from the facts that the shop's own peer proves. */
function figuresOf(facts: readonly KonttiEvent[]) {
  const booked = facts.flatMap((event) => (event.type === 'loyalty.lots' ? [event] : []));
  const pointsOf = (ref: string): bigint =>
    booked.filter(({ key }) => key.endsWith(`/${ref}`)).reduce((sum, { body }) => sum + body.amount, 0n);
  const moves = facts.flatMap((event) => (event.type === 'lot.moved' ? [event.body] : []));
  const retiredBy = (kind: string): bigint =>
    moves.filter((move) => move.kind === kind).reduce((sum, move) => sum + move.retired, 0n);
  const spent = facts.flatMap((event) => (event.type === 'loyalty.spent' ? [event.body] : []));
  return {
    accrued: ['year-1', 'campaign', 'shop-1'].map(pointsOf),
    compensated: pointsOf('late'),
    redeemed: spent.reduce((sum, { amount }) => sum + amount, 0n),
    named: booked.filter(({ body }) =>
      JSON.stringify(body, (_, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      ).includes('/F-'),
    ).length,
    family: retiredBy('redeem'),
    reversed: retiredBy('reverse'),
  };
}
