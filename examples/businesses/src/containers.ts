import {
  estimateArrival,
  findMissedConnections,
  verifyBatch,
  type Device,
  type KonttiClient,
  type KonttiEvent,
  type MissedConnection,
} from '@kontti/client-sdk';
import type { Stage, Story } from './story';

const COMPANIES = {
  ...{ forwarder: 'ForwarderMSP', carrier: 'CarrierMSP' },
  ...{ haulier: 'HaulierMSP', buyer: 'BuyerMSP' },
};
type Name = keyof typeof COMPANIES;
const SHIPMENT = `${COMPANIES.forwarder}/S-1`;
const at = (day: number, hour: number, minute = 0): Date => new Date(Date.UTC(2026, 2, day, hour, minute));

/** Places in four countries, in millionths of a degree. */
const PLACES = [
  { code: 'FIKVL', name: 'Kouvola', latitudeE6: 60_868_000, longitudeE6: 26_704_000 },
  { code: 'FITKU', name: 'Turku', latitudeE6: 60_435_000, longitudeE6: 22_229_000 },
  { code: 'SESTO', name: 'Stockholm', latitudeE6: 59_324_000, longitudeE6: 18_110_000 },
  { code: 'EETLL', name: 'Tallinn', latitudeE6: 59_444_000, longitudeE6: 24_767_000 },
  { code: 'LVRIX', name: 'Riga', latitudeE6: 56_949_000, longitudeE6: 24_105_000 },
];
const placeOf = (code: string) =>
  PLACES.find((place) => place.code === code) ?? { latitudeE6: 0, longitudeE6: 0 };

interface Leg {
  readonly operator: Name;
  readonly mode: 'road' | 'sea';
  readonly from: string;
  readonly to: string;
  readonly leaves: Date;
  readonly arrives: Date;
}

/** Two trucks and two ferries, with two hours between them. */
const LEGS: readonly Leg[] = [
  { operator: 'forwarder', mode: 'road', from: 'FIKVL', to: 'FITKU', leaves: at(2, 6), arrives: at(2, 10) },
  { operator: 'carrier', mode: 'sea', from: 'FITKU', to: 'SESTO', leaves: at(2, 12), arrives: at(2, 23) },
  { operator: 'carrier', mode: 'sea', from: 'SESTO', to: 'EETLL', leaves: at(3, 1), arrives: at(3, 15) },
  { operator: 'haulier', mode: 'road', from: 'EETLL', to: 'LVRIX', leaves: at(3, 17), arrives: at(3, 22) },
];
const legOf = (n: number): string => `${COMPANIES[LEGS[n]?.operator ?? 'carrier']}/leg-${n}`;

/** A container goes from Finland to Latvia by way of Sweden and Estonia; a slow ferry makes late what comes after it, and everybody knows at once. */
export const containers: Story = {
  about:
    'a container with a device over four countries: gates and seals, an arrival from positions, a delay with the connections that it breaks',
  companies: COMPANIES,

  async run(stage) {
    const device = await consign(stage);
    await start(stage);
    const estimated = await sail(stage, device);
    const missed = await lookDownstream(stage.client('buyer'));
    const block = await arrive(stage);
    const facts = await stage.events('buyer', block);
    const found = figuresOf(facts);
    const { status, custodian } = await stage.client('carrier').shipments.get({ shipmentId: SHIPMENT });
    return [
      { name: 'legs over borders', expected: LEGS.length, found: found.legs },
      {
        name: 'gates, stuffing and seal',
        expected: 'stuffed, sealed, gatedIn, gatedOut',
        found: found.milestones,
      },
      { name: 'minutes late, from positions', expected: estimated, found: found.delays[0] ?? 0 },
      {
        name: 'connection that is missed',
        expected: legOf(2),
        found: missed.map((each) => each.missed).join(),
      },
      {
        name: 'legs in danger behind it',
        expected: legOf(3),
        found: missed.flatMap(({ downstream }) => downstream).join(),
      },
      { name: 'delays that everybody saw', expected: 3, found: found.delays.length },
      { name: 'handovers sealed by both', expected: 3, found: found.handovers },
      { name: 'readings outside the conditions', expected: 0, found: found.excursions },
      { name: 'bill of lading', expected: 'EX-BL-7', found: found.billOfLading },
      {
        name: 'where it is in the end',
        expected: `delivered, ${COMPANIES.buyer}`,
        found: `${status}, ${custodian}`,
      },
    ];
  },
};

/** Operators plan their legs; the forwarder consigns the container that rides on them, with a device in it. */
async function consign({ client }: Stage): Promise<Device> {
  for (const name of Object.keys(COMPANIES)) {
    await client(name).companies.registerPlaces({ ref: 'places', places: PLACES });
  }
  for (const [n, { operator, mode, from, to, leaves, arrives }] of LEGS.entries()) {
    const plan = { transportId: legOf(n), mode, number: `leg ${n}`, from, to, distanceMeters: 250_000 };
    const times = { departurePlanned: leaves, arrivalPlanned: arrives };
    await client(operator).transports.plan({ ref: `leg-${n}`, transports: [{ ...plan, ...times }] });
  }
  const forwarder = client('forwarder');
  const references = [
    { kind: 'booking', value: 'EX-4711' } as const,
    { kind: 'billOfLading', value: 'EX-BL-7' } as const,
  ];
  const way = { origin: 'FIKVL', destination: 'LVRIX', legs: LEGS.map((_, n) => legOf(n)), references };
  const conditions = { temperatureMaxMilliC: 8_000 };
  await forwarder.shipments.consign({
    ...{ shipmentId: SHIPMENT, consignee: COMPANIES.buyer, container: 'CSQU3054383', conditions, ...way },
  });
  const device = forwarder.readings.device({ deviceId: `${COMPANIES.forwarder}/D-1` });
  await forwarder.companies.registerDevice({ deviceId: device.deviceId, publicKey: device.publicKey });
  return device;
}

async function handOver({ client }: Stage, from: Name, to: Name, sequence: number): Promise<void> {
  const move = { shipmentId: SHIPMENT, sequence };
  await client(from).shipments.offerCustody({ ...move, to: COMPANIES[to] });
  await client(to).shipments.acceptCustody(move);
}

/** Stuffed and sealed at the forwarder's, through the gate of the port, and on board. */
async function start(stage: Stage): Promise<void> {
  const { client } = stage;
  const event = { shipmentId: SHIPMENT, classifier: 'actual' } as const;
  const stuffed = { ...event, at: at(2, 5), place: 'FIKVL', load: 'laden' } as const;
  await client('forwarder').shipments.reportMilestones({
    ref: 'stuffing',
    milestones: [
      { ...stuffed, kind: 'stuffed' },
      { ...event, kind: 'sealed', at: at(2, 5, 30), place: 'FIKVL', seal: 'EX-0001' },
    ],
  });
  await handOver(stage, 'forwarder', 'carrier', 1);
  const gatedIn = {
    ...event,
    kind: 'gatedIn',
    at: at(2, 10),
    place: 'FITKU',
    facility: 'example berth',
  } as const;
  await client('carrier').shipments.reportMilestones({ ref: 'gate-in', milestones: [gatedIn] });
}

/** The device sends where it is; from that the carrier derives when the ferry arrives, and says so to everybody. Returns the minutes. */
async function sail({ client }: Stage, device: Device): Promise<number> {
  const [carrier, forwarder] = [client('carrier'), client('forwarder')];
  const [from, to] = [placeOf('FITKU'), placeOf('SESTO')];
  const between = (a: number, b: number, part: number): number => Math.round((a + (b - a) * part) * 10);
  const positions = [0.1, 0.2, 0.3, 0.4].map((part, n) => ({
    at: at(2, 14, 90 * n),
    latitudeE7: between(from.latitudeE6, to.latitudeE6, part),
    longitudeE7: between(from.longitudeE6, to.longitudeE6, part),
    temperatureMilliC: 5_000 + 100 * n,
  }));
  const { bytes } = device.sign({ shipmentId: SHIPMENT, container: 'CSQU3054383' }, positions);
  await forwarder.readings.submit({ batches: [Buffer.from(bytes).toString('base64')] });

  const estimate = await estimateFrom(carrier, device);
  const arrival = new Date(Math.floor(estimate.getTime() / 60_000) * 60_000);
  const estimated = {
    transportId: legOf(1),
    sequence: 1,
    kind: 'estimated',
    departure: at(2, 12),
    arrival,
  } as const;
  await carrier.transports.update({ ref: 'slow', updates: [estimated] });
  return (arrival.getTime() - at(2, 23).getTime()) / 60_000;
}

/** The carrier reads the signed positions from its own peer. */
async function estimateFrom(carrier: KonttiClient, { deviceId }: Device): Promise<Date> {
  const { publicKey } = await carrier.companies.getDevice({ deviceId });
  const { bytes } = await carrier.readings.getBatch({ deviceId, firstSequence: 0 });
  const positions = verifyBatch({ bytes: Buffer.from(bytes, 'base64'), publicKey }).readings.map(
    (reading) => ({
      at: reading.at,
      latitudeE6: (reading.latitudeE7 ?? 0) / 10,
      longitudeE6: (reading.longitudeE7 ?? 0) / 10,
    }),
  );
  const estimate = estimateArrival({ positions, destination: placeOf('SESTO') });
  if (estimate === undefined) throw new RangeError('positions without movement');
  return estimate.arrival;
}

/** The buyer sees at once what the delay makes late, on legs of other companies too. */
async function lookDownstream(buyer: KonttiClient): Promise<MissedConnection[]> {
  const { shipment } = await buyer.shipments.get({ shipmentId: SHIPMENT });
  const legs = await Promise.all(shipment.legs.map((transportId) => buyer.transports.get({ transportId })));
  return findMissedConnections(legs, { minMinutes: 30 });
}

/** The second ferry waits, and the truck with it; the buyer receives the container in Riga. */
async function arrive(stage: Stage): Promise<bigint> {
  const { client } = stage;
  const waiting = { transportId: legOf(2), sequence: 1, kind: 'estimated', arrival: at(3, 19) } as const;
  await client('carrier').transports.update({ ref: 'waits', updates: [waiting] });
  const later = { transportId: legOf(3), sequence: 1, kind: 'estimated', arrival: at(4, 2) } as const;
  await client('haulier').transports.update({ ref: 'later', updates: [later] });
  await handOver(stage, 'carrier', 'haulier', 2);
  const gatedOut = {
    shipmentId: SHIPMENT,
    classifier: 'actual',
    kind: 'gatedOut',
    at: at(3, 20),
    place: 'EETLL',
  } as const;
  await client('haulier').shipments.reportMilestones({ ref: 'gate-out', milestones: [gatedOut] });
  await handOver(stage, 'haulier', 'buyer', 3);
  const delivery = { shipmentId: SHIPMENT, at: at(4, 2, 30), place: 'LVRIX' };
  return (await client('buyer').shipments.deliver(delivery)).block;
}

/** Every figure once more, from the facts that the buyer's own peer proves. */
function figuresOf(facts: readonly KonttiEvent[]) {
  const consigned = facts.flatMap((event) => (event.type === 'shipment.consigned' ? [event.body] : []));
  const [shipment] = consigned;
  const rides = new Set(shipment?.legs);
  const planned = facts.flatMap((event) => (event.type === 'transport.planned' ? [event.body] : []));
  return {
    legs: planned.filter(({ transportId }) => rides.has(transportId)).length,
    milestones: facts
      .flatMap((event) => (event.type === 'shipment.milestones' ? [event.body.kind] : []))
      .join(', '),
    delays: facts.flatMap((event) => (event.type === 'transport.delayed' ? [event.body.delayMinutes] : [])),
    handovers: facts.filter((event) => event.type === 'custody.accepted' && event.vouchers.length === 2)
      .length,
    excursions: facts.filter((event) => event.type === 'reading.excursion').length,
    billOfLading: shipment?.references?.find(({ kind }) => kind === 'billOfLading')?.value ?? '',
  };
}
