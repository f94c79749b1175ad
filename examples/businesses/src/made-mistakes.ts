import { KonttiError } from '@kontti/client-sdk';
import type { Stage } from './story';

const HOUR_MS = 3_600_000;
const at = (hours: number): Date => new Date(Date.now() + hours * HOUR_MS);

/** What a fact, or an entry of its list, is called by a correction. */
export interface Named {
  readonly key: string;
  readonly digest: string;
  readonly index?: number;
}

/** Entries of one subject: one that is wrong with what is right, and one that should not be there. */
interface Mistakes {
  readonly by: 'forwarder' | 'airline';
  readonly wrong: Named;
  readonly right: Named;
  readonly retracted: Named;
}

const entry = ({ key, digest }: Named, index: number): Named => ({ key, digest, index });
const mistakesOf = (by: Mistakes['by'], fact: Named): Mistakes => ({
  by,
  wrong: entry(fact, 0),
  right: entry(fact, 1),
  retracted: entry(fact, 2),
});

/** Records lists of every subject, in each of which the first entry is wrong, the second right, and the third should not be there. */
export async function makeMistakes(stage: Stage) {
  const { places, shipments, cancelled, underWay } = await ship(stage);
  const { points, holder, programme } = await book(stage);
  const milestones = await report(stage);
  const links = await link(stage);
  return { pairs: { shipments, milestones, points, links, places }, holder, programme, cancelled, underWay };
}

/** Four shipments consigned in one fact: one is amended, also under way, one is cancelled; the others are named by corrections. */
async function ship({ client }: Stage) {
  const [forwarder, airline, retailer] = [client('forwarder'), client('airline'), client('retailer')];
  const places = ['JFK', 'LAX', 'BOS'].map((code) => ({
    code,
    name: code,
    latitudeE6: 40_640_000,
    longitudeE6: -73_780_000,
  }));
  const registered = (await forwarder.companies.registerPlaces({ ref: 'towns', places })).result;
  await airline.companies.registerPlaces({ ref: 'airports', places });
  const idOf = (n: number): string => `${forwarder.mspId}/S-${n}`;
  const way = { consignee: retailer.mspId, origin: 'JFK', destination: 'LAX' };
  const consignments = [1, 2, 3, 4].map((n) => ({ shipmentId: idOf(n), ...way }));
  const together = (await forwarder.shipments.consignAll({ ref: 'week', consignments })).result;

  const shipmentId = idOf(2);
  const items = [{ serial: '1', description: 'ten phones, not nine' }];
  await forwarder.shipments.amend({ shipmentId, sequence: 1, reason: 'counted anew', changes: { items } });
  await forwarder.shipments.offerCustody({ shipmentId, sequence: 2, to: airline.mspId });
  await airline.shipments.acceptCustody({ shipmentId, sequence: 2 });
  const references = [{ kind: 'booking' as const, value: 'B-4711' }];
  const late = { shipmentId, sequence: 3, reason: 'the booking was missing', changes: { references } };
  await forwarder.shipments.amend(late);
  const underWay = await forwarder.shipments.cancel({ shipmentId, reason: 'too late' }).then(
    () => 'done',
    (error: unknown) => (error instanceof KonttiError ? error.code : 'failed'),
  );
  await forwarder.shipments.cancel({ shipmentId: idOf(4), reason: 'ordered twice' });
  const { status: cancelled } = await retailer.shipments.get({ shipmentId: idOf(4) });
  const shipments = mistakesOf('forwarder', together);
  return { places: mistakesOf('forwarder', registered), shipments, cancelled, underWay };
}

async function report({ client }: Stage): Promise<Mistakes> {
  const forwarder = client('forwarder');
  const milestone = {
    classifier: 'actual',
    at: at(0),
    place: 'JFK',
    shipmentId: `${forwarder.mspId}/S-2`,
  } as const;
  const milestones = (['gatedOut', 'gatedIn', 'loaded'] as const).map((kind) => ({ ...milestone, kind }));
  return mistakesOf(
    'forwarder',
    (await forwarder.shipments.reportMilestones({ ref: 'gate', milestones })).result,
  );
}

async function book({ client }: Stage) {
  const airline = client('airline');
  const programme = `${airline.mspId}/miles`;
  const plans = [1, 2].map((n) => ({
    ...{
      transportId: `${airline.mspId}/F-${n}`,
      mode: 'air' as const,
      number: `XX ${n}`,
      from: 'JFK',
      to: 'LAX',
    },
    ...{ departurePlanned: at(1), arrivalPlanned: at(7), distanceMeters: 3_974_000 },
  }));
  await airline.transports.plan({ ref: 'plan', transports: plans });
  await airline.loyalty.setTerms({
    ...{ programme, version: 0, milliPointsPerKm: 1_000, compensation: [], validityDays: 365 },
    ...{ partners: [], pointValue: { currency: 'EUR', minorPer1000Points: 800n } },
  });
  const [holder, other] = [
    airline.loyalty.wallet().holderIn(programme),
    airline.loyalty.wallet().holderIn(programme),
  ];
  const [first = '', second = ''] = plans.map(({ transportId }) => transportId);
  const accruals = [
    { holder, transportId: first },
    { holder: other, transportId: first },
    { holder, transportId: second },
  ];
  const booked = (await airline.loyalty.accrue({ programme, ref: 'flown', accruals })).result;
  return { points: mistakesOf('airline', booked), holder, programme };
}

async function link({ client }: Stage): Promise<Mistakes> {
  const forwarder = client('forwarder');
  for (const name of ['carton', 'pallet']) {
    const classId = `${forwarder.mspId}/${name}`;
    await forwarder.products.setClass({ classId, version: 0, name, regime: 'challenged', runLength: 100 });
    await forwarder.products.make({ classId, version: 0, ref: `${name}s`, run: { first: 0, count: 100 } });
  }
  const groups = [0, 1, 2].map((n) => ({
    parent: `${forwarder.mspId}/pallets/${n}`,
    children: [`${forwarder.mspId}/cartons/${n * 10}-${n * 10 + 9}`],
  }));
  const linked = await forwarder.products.link({ ref: 'stacked', kind: 'aggregated', action: 'add', groups });
  return mistakesOf('forwarder', linked.result);
}
