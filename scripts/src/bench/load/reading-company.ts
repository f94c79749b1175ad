import type { Device, KonttiClient } from '@kontti/client-sdk';
import { companies } from '../../voyage/companies';
import { forEachBounded } from '../../voyage/concurrent';
import type { BenchNetwork } from './bench-network';
import { connectCompany } from './connect-company';

const { forwarder, airline } = companies;

/** The companies that endorse readings: the one whose devices measure, and the one that gets the goods. */
export const readingCompanies = [forwarder, airline] as const;

const inFlightMax = 16;
const shipmentId = `${forwarder.mspId}/S-1`;
const places = [
  { code: 'HEL', name: 'Helsinki', latitudeE6: 60_317_000, longitudeE6: 24_963_000 },
  { code: 'JFK', name: 'New York', latitudeE6: 40_640_000, longitudeE6: -73_779_000 },
];

/** A company with devices, one shipment, and its client. */
export interface ReadingCompany {
  readonly client: KonttiClient;
  readonly devices: readonly Device[];
  readonly shipmentId: string;
}

async function registerDevices(client: KonttiClient, count: number): Promise<readonly Device[]> {
  const devices = Array.from({ length: count }, (_, index) =>
    client.readings.device({ deviceId: `${forwarder.mspId}/D-${index}` }),
  );
  await forEachBounded(devices, {
    inFlightMax,
    work: async ({ deviceId, publicKey }) => {
      await client.companies.registerDevice({ deviceId, publicKey });
    },
  });
  return devices;
}

/** Registers both companies, places, a shipment between them and so many devices of the first one. */
export async function openReadingCompany(
  network: BenchNetwork,
  deviceCount: number,
): Promise<ReadingCompany> {
  const client = await connectCompany(network, forwarder);
  const other = await connectCompany(network, airline);
  for (const [company, { name, gln, jurisdiction }] of [
    [client, forwarder],
    [other, airline],
  ] as const) {
    await company.companies.register({ name, gln, jurisdiction });
  }
  other.close();
  await client.companies.registerPlaces({ ref: 'places', places });
  const route = { origin: 'HEL', destination: 'JFK' };
  await client.shipments.consign({ shipmentId, consignee: airline.mspId, ...route });
  return { client, devices: await registerDevices(client, deviceCount), shipmentId };
}
