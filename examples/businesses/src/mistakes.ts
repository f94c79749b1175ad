import { KonttiError, type KonttiClient, type KonttiEvent } from '@kontti/client-sdk';
import type { Stage, Story } from './story';

const COMPANIES = { forwarder: 'ForwarderMSP', airline: 'AirMSP', retailer: 'RetailMSP' };
const HOUR_MS = 3_600_000;
const at = (hours: number): Date => new Date(Date.now() + hours * HOUR_MS);
const PROGRAMME = `${COMPANIES.airline}/miles`;

/** What a fact is called by a correction. */
interface Named {
  readonly key: string;
  readonly digest: string;
  readonly index?: number;
}

/** Mistakes in a shipment, a milestone, points, a lot, a place and a correction: each stays, and a further fact says what is wrong and why. */
export const mistakes: Story = {
  about:
    'wrong shipments, milestones, points, lots and places, each corrected or retracted by a fact that names it and says why',
  companies: COMPANIES,

  async run(stage) {
    const wrong = await makeMistakes(stage);
    const { client } = stage;
    const [forwarder, airline, retailer] = [client('forwarder'), client('airline'), client('retailer')];
    const correct = async (by: KonttiClient, ref: string, named: Named, reason: string, replacedBy?: Named) =>
      await by.records.correct({
        ref,
        corrections: [{ ...named, reason, ...(replacedBy === undefined ? {} : { replacedBy }) }],
      });

    await correct(
      forwarder,
      'c-1',
      wrong.shipment,
      'consigned twice: S-2 is the shipment',
      wrong.rightShipment,
    );
    await correct(forwarder, 'c-2', wrong.milestone, 'the gate was closed by then');
    await correct(airline, 'c-3', wrong.points, 'booked for the traveller in the next seat');
    await correct(airline, 'c-4', wrong.lot, 'ten times too much', wrong.rightLot);
    const last = await correct(forwarder, 'c-5', wrong.place, 'another town of that name');

    // A correction can be wrong too. It stays like everything else, and is corrected itself.
    const { key, digest } = last.result;
    const { block } = await correct(
      forwarder,
      'c-6',
      { key, digest, index: 0 },
      'the town was right after all',
    );

    const again = await outcomeOf(correct(airline, 'c-7', wrong.points, 'another reason'));
    const stranger = await outcomeOf(correct(retailer, 'c-8', wrong.shipment, 'not ours'));
    const nothing = await outcomeOf(
      correct(airline, 'c-9', { ...wrong.points, digest: 'a'.repeat(64) }, 'no such fact'),
    );
    const shown: string[] = [];
    for await (const { correction } of retailer.records.queryCorrections({ key: wrong.points.key })) {
      shown.push(correction.reason);
    }
    const { points } = await retailer.loyalty.getBalance({
      programme: PROGRAMME,
      holder: wrong.holder,
      at: at(0),
    });
    const found = figuresOf(await stage.events('retailer', block));
    return [
      { name: 'mistakes corrected', expected: 6, found: found.corrections },
      { name: 'of them with what is right', expected: 2, found: found.replaced },
      { name: 'types of facts that were wrong', expected: 6, found: found.kinds },
      { name: 'facts that corrections removed', expected: 0, found: found.missing },
      {
        name: 'why the points are wrong',
        expected: 'booked for the traveller in the next seat',
        found: shown.join(),
      },
      { name: 'points that are still shown', expected: 3_974n, found: points },
      { name: 'a second correction of the same', expected: 'STATE', found: again },
      { name: 'a correction by a stranger', expected: 'NOT_A_PARTY', found: stranger },
      { name: 'a correction of nothing', expected: 'NOT_FOUND', found: nothing },
    ];
  },
};

async function outcomeOf(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'done',
    (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
  );
}

async function makeMistakes({ client }: Stage) {
  const [forwarder, airline, retailer] = [client('forwarder'), client('airline'), client('retailer')];
  const places = [
    { code: 'JFK', name: 'New York', latitudeE6: 40_640_000, longitudeE6: -73_780_000 },
    { code: 'LAX', name: 'Los Angeles', latitudeE6: 33_940_000, longitudeE6: -118_410_000 },
  ];
  const registered = (await forwarder.companies.registerPlaces({ ref: 'towns', places })).result;
  await airline.companies.registerPlaces({ ref: 'airports', places });
  const consign = async (id: string) =>
    await forwarder.shipments.consign({
      ...{ shipmentId: `${forwarder.mspId}/${id}`, consignee: retailer.mspId },
      ...{ container: 'CSQU3054383', origin: 'JFK', destination: 'LAX' },
    });
  const [shipment, rightShipment] = [(await consign('S-1')).result, (await consign('S-2')).result];
  const milestone = { kind: 'loaded', classifier: 'actual', at: at(0), place: 'JFK' } as const;
  const shipmentId = `${forwarder.mspId}/S-2`;
  const milestones = [{ ...milestone, shipmentId }];
  const reported = (await forwarder.shipments.reportMilestones({ ref: 'gate', milestones })).result;

  const plan = {
    transportId: `${airline.mspId}/F-1`,
    mode: 'air',
    number: 'XX 1',
    from: 'JFK',
    to: 'LAX',
  } as const;
  const times = { departurePlanned: at(1), arrivalPlanned: at(7), distanceMeters: 3_974_000 };
  await airline.transports.plan({ ref: 'plan', transports: [{ ...plan, ...times }] });
  await airline.loyalty.setTerms({
    ...{ programme: PROGRAMME, version: 0, milliPointsPerKm: 1_000, compensation: [], validityDays: 365 },
    ...{ partners: [], pointValue: { currency: 'EUR', minorPer1000Points: 800n } },
  });
  const holder = airline.loyalty.wallet().holderIn(PROGRAMME);
  const accruals = [{ holder, transportId: plan.transportId }];
  const booked = (await airline.loyalty.accrue({ programme: PROGRAMME, ref: 'F-1', accruals })).result;

  const classId = `${airline.mspId}/vouchers`;
  const rules = { kind: 'points', unit: 'EUR cent', holders: 'company', transfer: 'free' } as const;
  await airline.lots.setClass({ classId, version: 0, ...rules, partners: [], redeemAt: [] });
  const issue = async (ref: string, quantity: bigint) =>
    await airline.lots.issue({
      ...{ classId, ref, version: 0 },
      lots: [{ holder: `company:${retailer.mspId}`, quantity }],
    });
  const [lot, rightLot] = [(await issue('v-1', 5_000n)).result, (await issue('v-2', 500n)).result];
  const entry = ({ key, digest }: Named): Named => ({ key, digest, index: 0 });
  const whole = ({ key, digest }: Named): Named => ({ key, digest });
  return {
    holder,
    ...{ shipment: whole(shipment), rightShipment: whole(rightShipment), milestone: entry(reported) },
    ...{ points: entry(booked), lot: entry(lot), rightLot: entry(rightLot), place: entry(registered) },
  };
}

/** Every figure once more, from the facts that the retailer's own peer proves. */
function figuresOf(facts: readonly KonttiEvent[]) {
  const corrections = facts.flatMap((event) => (event.type === 'record.corrected' ? [event.body] : []));
  const keys = new Map(facts.map((event) => [event.key, event.type]));
  const missing = corrections.filter(({ key }) => !keys.has(key));
  return {
    corrections: corrections.length,
    replaced: corrections.filter(({ replacedBy }) => replacedBy !== undefined).length,
    kinds: new Set(corrections.map(({ key }) => keys.get(key))).size,
    missing: missing.length,
  };
}
