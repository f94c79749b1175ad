import { gs1 } from './gs1';
import { airMspId, companies } from './ledger';
import type { TestLedger } from './ledger';

/** Places of the tests. */
const places = [
  { code: 'FIKVL', name: 'Kouvola', latitudeE6: 60_868_000, longitudeE6: 26_704_000 },
  { code: 'HEL', name: 'Helsinki-Vantaa', latitudeE6: 60_317_000, longitudeE6: 24_963_000 },
  { code: 'JFK', name: 'New York JFK', latitudeE6: 40_640_000, longitudeE6: -73_778_000 },
];

/** Registers every company with its directory of places. */
export async function registerCompanies(ledger: TestLedger): Promise<void> {
  await Promise.all(
    companies.map(async (mspId, index) => {
      const { companies: own } = ledger.client(mspId);
      await own.register({
        name: mspId.slice(0, -3),
        gln: gs1(`64000010000${index}`.padEnd(12, '0')),
        jurisdiction: 'FI-09',
      });
      await own.registerPlaces({ ref: 'places', places });
    }),
  );
}

/** The airline plans flights `F-0`, `F-1`, … of one hour each; returns their ids. */
export async function planFlights({ clients }: TestLedger, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `${airMspId}/F-${index}`);
  await clients.air.transports.plan({
    ref: 'plan',
    transports: ids.map((transportId, index) => ({
      transportId,
      mode: 'air' as const,
      number: `F${index}`,
      from: 'HEL',
      to: 'JFK',
      departurePlanned: '2026-01-31T08:00:00Z',
      arrivalPlanned: new Date('2026-01-31T16:00:00Z'),
      distanceMeters: 6_600_000,
    })),
  });
  return ids;
}
