import { dirname } from 'node:path';
import { connect, type Device, type KonttiClient } from '@kontti/client-sdk';
import { sealCollections } from '@kontti/model';
import { companies } from '../../voyage/companies';
import { forEachBounded } from '../../voyage/concurrent';
import { chaincodeName } from '../../voyage/network';
import type { BenchNetwork } from './bench-network';
import { Pool } from './pool';
import type { Workload, WorkloadClient } from './workload';

const { forwarder, airline } = companies;
const both = [forwarder, airline];

/** Enough that no device waits for its own batch before. */
const deviceCount = 128;
const batchesPerSubmit = 4;
const readingsPerBatch = 1000;
const inFlightMax = 16;
const startMs = Date.UTC(2026, 0, 1);
const secondMs = 1000;

const shipmentId = `${forwarder.mspId}/S-1`;
const places = [
  { code: 'HEL', name: 'Helsinki', latitudeE6: 60_317_000, longitudeE6: 24_963_000 },
  { code: 'JFK', name: 'New York', latitudeE6: 40_640_000, longitudeE6: -73_779_000 },
];

/** Five columns, each of which moves a little: as sensors measure. */
function measurementsFrom(first: number) {
  return Array.from({ length: readingsPerBatch }, (_, index) => {
    const number = first + index;
    return {
      at: new Date(startMs + number * secondMs),
      latitudeE7: 603_170_000 - number * 11,
      longitudeE7: 249_630_000 + number * 17,
      temperatureMilliC: 4000 + ((number * 7) % 61),
      humidityMilliPct: 45_000 + ((number * 13) % 97),
      batteryPermille: 1000 - (Math.floor(number / 100) % 900),
    };
  });
}

async function registerDevices(client: KonttiClient): Promise<readonly Device[]> {
  const devices = Array.from({ length: deviceCount }, (_, index) =>
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

async function connectClient(network: BenchNetwork): Promise<WorkloadClient> {
  const clientOf = ({ mspId, domain }: typeof forwarder | typeof airline) =>
    connect({
      organizations: network.organizations,
      endpoint: network.endpoint(mspId),
      user: 'Admin',
      ...{ mspId, domain, chaincode: chaincodeName },
    });
  const client = await clientOf(forwarder);
  const other = await clientOf(airline);
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
  const free = new Pool(await registerDevices(client));
  return {
    submit: async () => {
      const devices = await free.take(batchesPerSubmit);
      const batches = devices.map((device) => {
        const { bytes } = device.sign({ shipmentId }, measurementsFrom(device.state().nextSequence));
        return Buffer.from(bytes).toString('base64');
      });
      await client.readings.submit({ batches });
      free.give(devices);
    },
    query: (id) => {
      const index = Number(id.slice(id.lastIndexOf('-') + 1)) % deviceCount;
      return client.readings.getDeviceState({ deviceId: `${forwarder.mspId}/D-${index}` });
    },
    close: () => {
      client.close();
    },
  };
}

/** What sensors send: large batches of many devices, several in a transaction. */
export const readingsWorkload: Workload = {
  name: 'readings',
  description: `submit ${batchesPerSubmit} batches of ${readingsPerBatch} readings, read a device's state, 2 companies, both endorse`,
  companies: both,
  chaincode: {
    name: chaincodeName,
    path: dirname(require.resolve('@kontti/chaincode/package.json')),
    collections: sealCollections(both.map(({ mspId }) => mspId)),
  },
  connect: connectClient,
};
