import { createTestIdentity, type TestIdentity } from './identities';
import { MemoryLedger } from './memory-ledger';

/** The companies of the specs. */
export const COMPANIES = {
  forwarder: 'ForwarderMSP',
  airline: 'AirlineMSP',
  retailer: 'RetailerMSP',
  caterer: 'CatererMSP',
} as const;

/** One of {@link COMPANIES}. */
export type Company = keyof typeof COMPANIES;

/** All companies but one: a majority. */
export function othersThan(victim: Company): string[] {
  return Object.values(COMPANIES).filter((mspId) => mspId !== COMPANIES[victim]);
}

/** A ledger with four registered companies, each with an admin, who may do everything, and a directory of places. */
export interface World {
  readonly ledger: MemoryLedger;
  readonly admins: Readonly<Record<Company, TestIdentity>>;
}

/** What companies keep in private: each alone, and two of them in one jurisdiction. */
const COLLECTIONS = {
  ...Object.fromEntries(Object.values(COMPANIES).map((mspId) => [`own_${mspId}`, [mspId]])),
  in_FI: [COMPANIES.forwarder, COMPANIES.retailer],
};

/** Noon of a day in 2026: ledger time of the specs. */
export const NOON_MS = Date.UTC(2026, 0, 15, 12);
export const HOUR_MS = 3_600_000;

/** Places that every company of a world has in its directory. */
export const PLACES = [
  { code: 'FIHEL', name: 'Helsinki', latitudeE6: 60_170_000, longitudeE6: 24_940_000 },
  { code: 'JFK', name: 'New York', latitudeE6: 40_640_000, longitudeE6: -73_780_000 },
  { code: 'LAX', name: 'Los Angeles', latitudeE6: 33_940_000, longitudeE6: -118_410_000 },
];

let admins: Promise<Record<Company, TestIdentity>> | undefined;

/** Certificates take milliseconds to make and nothing about them changes: one set serves all specs. */
async function createAdmins(): Promise<Record<Company, TestIdentity>> {
  const [forwarder, airline, retailer, caterer] = await Promise.all(
    Object.values(COMPANIES).map((mspId) => createTestIdentity({ mspId, unit: 'admin' })),
  );
  if (!forwarder || !airline || !retailer || !caterer) throw new TypeError('four companies expected');
  return { forwarder, airline, retailer, caterer };
}

/** Makes a {@link World}; companies that are left out, and newcomers, are members with seals all the same. */
export async function createWorld(
  options: { readonly unregistered?: readonly Company[]; readonly newcomers?: readonly string[] } = {},
): Promise<World> {
  const { unregistered = [], newcomers = [] } = options;
  admins ??= createAdmins();
  const ledger = new MemoryLedger({
    nowMs: NOON_MS,
    members: [...Object.values(COMPANIES), ...newcomers],
    collections: COLLECTIONS,
  });
  const world = { ledger, admins: await admins };
  for (const [index, company] of (Object.keys(COMPANIES) as Company[]).entries()) {
    if (unregistered.includes(company)) continue;
    const as = world.admins[company];
    const registration = { name: company, gln: GLNS[index], jurisdiction: 'FI' };
    await world.ledger.submit({ as, method: 'company:Register', request: registration });
    const places = { ref: 'places', places: PLACES };
    await world.ledger.submit({ as, method: 'company:RegisterPlaces', request: places });
  }
  return world;
}

const GLNS = ['6400001000001', '6400001000018', '6400001000025', '6400001000032'];

/** The plan of a transport from New York to Los Angeles that the airline operates. */
export function planOf(id: string, departurePlanned = NOON_MS) {
  return {
    transportId: `${COMPANIES.airline}/${id}`,
    mode: 'air',
    number: 'AY1',
    from: 'JFK',
    to: 'LAX',
    departurePlanned,
    arrivalPlanned: departurePlanned + 6 * HOUR_MS,
    distanceMeters: 3_974_000,
  };
}

/** A shipment that the forwarder consigns to the retailer. */
export function shipmentOf(id: string, legs: readonly string[] = []) {
  return {
    shipmentId: `${COMPANIES.forwarder}/${id}`,
    consignee: COMPANIES.retailer,
    container: 'CSQU3054383',
    ssccs: [],
    items: [],
    legs,
    origin: 'FIHEL',
    destination: 'LAX',
    documents: [],
  };
}

/** The status of the fact under a key, as any company is shown it. */
export async function factStatusOf({ ledger, admins }: World, key: string): Promise<unknown> {
  return await ledger.evaluate({ as: admins.caterer, method: 'company:GetFactStatus', request: { key } });
}
