import { join } from 'node:path';
import type { Device } from '@kontti/client-sdk';
import { runChecks, type Balances } from './check/checks';
import type { Check } from './check/compare';
import { expectedOf, type Expected } from './check/expected';
import { startObserver, type Seen } from './check/observer';
import { outsideOf } from './check/trade-checks';
import { companyRoles, programme, type CompanyRole } from './companies';
import { forEachBounded } from './concurrent';
import { invalidInput, packagedDataDirectory } from './input/files';
import { readAirports } from './input/airports';
import { readFlights } from './input/flights';
import { readHourlyNormals } from './input/hourly-normals';
import { createItinerary } from './itinerary';
import type { VoyageNetwork } from './network';
import type { VoyageOptions } from './options';
import type { Progress } from './report/progress';
import { invoicesOf } from './invoices';
import { parcelsPerShipment, shipmentsOf, type VoyageShipment } from './shipments';
import { consign } from './stations/consign';
import { deliver } from './stations/deliver';
import { eat, mealPoints } from './stations/eat';
import { fly } from './stations/fly';
import { measure } from './stations/measure';
import { net } from './stations/net';
import { issuePapers } from './stations/papers';
import { planFlights } from './stations/plan-flights';
import { settle } from './stations/settle';
import { setUp } from './stations/setup';
import { stock } from './stations/stock';
import { booksStory } from './story/books';
import { containerStory, pickShipment } from './story/container';
import { travellerStory } from './story/traveller';
import { holderOf, inFlightMax, termsOf, transportIdOf, type Voyage } from './voyage';

/** The files that the voyage is made of. */
type VoyageInput = Pick<Voyage, 'flights' | 'airports' | 'normals'>;

/** What the voyage came to. */
export interface VoyageResult {
  readonly seen: Readonly<Record<CompanyRole, Seen>>;
  readonly checks: readonly Check[];
  /** Paragraphs of lines: one container, one late traveller, the books. */
  readonly story: readonly (readonly string[])[];
  readonly transactions: number;
  readonly readings: number;
}

const eventsTimeoutMs = 60_000;

/** @throws VoyageError INPUT_UNREADABLE, INPUT_INVALID */
export async function readVoyageInput(options: VoyageOptions): Promise<VoyageInput> {
  const directory = options.data ?? packagedDataDirectory();
  const flightsPath = join(directory, 'flights-20k.json');
  const airportsPath = join(directory, 'airports.csv');
  const flights = await readFlights({ path: flightsPath, count: options.flights });
  const airports = await readAirports(airportsPath);
  const unknown = flights
    .flatMap(({ origin, destination }) => [origin, destination])
    .find((code) => !airports.has(code));
  if (unknown !== undefined) {
    throw invalidInput({ path: airportsPath, problem: `has no airport ${unknown}, which a flight names` });
  }
  const normals = await readHourlyNormals(join(directory, 'seattle-weather-hourly-normals.csv'));
  return { flights, airports, normals };
}

async function readBalances(voyage: Voyage): Promise<Balances> {
  let held = 0n;
  let expired = 0n;
  const at = new Date();
  await forEachBounded(voyage.wallets.keys(), {
    inFlightMax,
    work: async (traveller) => {
      const holder = holderOf(voyage, traveller);
      const balance = await voyage.clients.airline.loyalty.getBalance({ programme, holder, at });
      held += balance.points;
      expired += balance.expired;
    },
  });
  return { held, expired };
}

/** What became of one container and of one late traveller, read from the ledger again, and the books. */
async function readStory(
  voyage: Voyage,
  options: {
    readonly seen: Readonly<Record<CompanyRole, Seen>>;
    readonly balances: Balances;
    readonly devices: ReadonlyMap<string, Device>;
    readonly shipments: readonly VoyageShipment[];
    readonly expected: Expected;
  },
): Promise<string[][]> {
  const { seen, balances, devices, shipments, expected } = options;
  const story = [];
  const shipment = pickShipment(shipments, seen.retailer);
  const device = shipment && devices.get(shipment.deviceId);
  if (shipment !== undefined && device !== undefined) {
    const { shipmentId } = shipment;
    const view = { client: voyage.clients.retailer, seen: seen.retailer, shipmentId };
    story.push(await containerStory({ ...view, publicKey: device.publicKey }));
  }
  const [latest] = [...expected.compensations].sort(
    (a, b) => (expected.delays.get(b.row) ?? 0) - (expected.delays.get(a.row) ?? 0),
  );
  const flight = latest && voyage.flights.find(({ row }) => row === latest.row);
  if (latest !== undefined && flight !== undefined) {
    const journey = { holder: holderOf(voyage, latest.traveller), transportId: transportIdOf(flight) };
    story.push(await travellerStory(voyage.clients.caterer, journey));
  }
  return [...story, booksStory({ seen: seen.airline, balances })];
}

/** Runs the whole journey on a running network, and holds what the companies saw against the input. */
export async function sail(options: {
  network: VoyageNetwork;
  input: VoyageInput;
  seed: number;
  progress: Progress;
}): Promise<VoyageResult> {
  const { network, input, seed, progress } = options;
  const [admins, clients] = await Promise.all([network.connectAll('admin'), network.connectAll('erp')]);
  const itinerary = createItinerary({ flights: input.flights, seed });
  const wallets = Array.from({ length: itinerary.travellers }, () => clients.airline.loyalty.wallet());
  const voyage: Voyage = { ...input, itinerary, wallets, clients, progress, committed: new Set() };
  const observers = companyRoles.map((role) => startObserver(clients[role]));
  try {
    const shipments = shipmentsOf(itinerary.loaded);
    await setUp(voyage, admins);
    await planFlights(voyage);
    const devices = await consign(voyage, { shipments, admins });
    await issuePapers(voyage, { shipments, admins });
    await fly(voyage, admins);
    const sent = await measure(voyage, { shipments, devices });
    await deliver(voyage, shipments);
    await stock(voyage, { shipments, isOutside: outsideOf(sent) });
    const expected = expectedOf({
      flights: input.flights,
      itinerary,
      termsOf: (flight) => termsOf(input.flights, flight),
    });
    const hungry = [...new Set(expected.compensations.map(({ traveller }) => traveller))];
    await eat(voyage, hungry);
    await settle(voyage);
    const used = { shipments, flights: input.flights.length, meals: hungry.length };
    const invoices = invoicesOf(used);
    await net(voyage, { invoices, admins });
    await Promise.all(
      observers.map((observer) => observer.sawAll(voyage.committed, { timeoutMs: eventsTimeoutMs })),
    );
    const seen = Object.fromEntries(
      companyRoles.map((role, index) => [role, observers[index]?.seen]),
    ) as Record<CompanyRole, Seen>;
    const balances = await readBalances(voyage);
    const checks = runChecks({
      expected,
      seen,
      balances,
      sent,
      invoices,
      shipments: shipments.length,
      parcelsPerShipment,
      committed: voyage.committed,
      deviceKeys: new Map([...devices].map(([deviceId, { publicKey }]) => [deviceId, publicKey])),
      redeemed: mealPoints * BigInt(hungry.length),
    });
    const readings = seen.retailer.batches.reduce((sum, { count }) => sum + count, 0);
    const story = await readStory(voyage, { seen, balances, devices, shipments, expected });
    return { seen, checks, story, transactions: voyage.committed.size, readings };
  } finally {
    await Promise.all(observers.map((observer) => observer.stop()));
    for (const client of [...Object.values(admins), ...Object.values(clients)]) {
      client.close();
    }
  }
}
