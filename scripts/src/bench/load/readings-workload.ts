import { dirname } from 'node:path';
import { sealCollections } from '@kontti/model';
import { chaincodeName } from '../../voyage/network';
import type { BenchNetwork } from './bench-network';
import { later, measure } from './measured';
import { Pool } from './pool';
import { openReadingCompany, readingCompanies } from './reading-company';
import type { Workload, WorkloadClient } from './workload';

/** Enough that no device waits for its own batch before. */
const deviceCount = 128;
const batchesPerSubmit = 4;
const readingsPerBatch = 1000;

async function connectClient(network: BenchNetwork): Promise<WorkloadClient> {
  const { client, devices, shipmentId } = await openReadingCompany(network, deviceCount);
  const free = new Pool(devices);
  const measured = measure(readingsPerBatch, 1);
  return {
    submit: async () => {
      const taken = await free.take(batchesPerSubmit);
      const batches = taken.map((device) => {
        const batch = device.state().nextSequence / readingsPerBatch;
        const { bytes } = device.sign({ shipmentId }, later(measured, batch));
        return Buffer.from(bytes).toString('base64');
      });
      await client.readings.submit({ batches });
      free.give(taken);
    },
    query: (id) => {
      const index = Number(id.slice(id.lastIndexOf('-') + 1)) % deviceCount;
      return client.readings.getDeviceState({ deviceId: devices[index]?.deviceId ?? '' });
    },
    close: () => {
      client.close();
    },
  };
}

/** The chaincode that records readings, and its companies. */
export const readingNetwork = {
  companies: readingCompanies,
  chaincode: {
    name: chaincodeName,
    path: dirname(require.resolve('@kontti/chaincode/package.json')),
    collections: sealCollections(readingCompanies.map(({ mspId }) => mspId)),
  },
};

/** What sensors send: large batches of many devices, several in a transaction. */
export const readingsWorkload: Workload = {
  name: 'readings',
  description: `submit ${batchesPerSubmit} batches of ${readingsPerBatch} readings, read a device's state, 2 companies, both endorse`,
  ...readingNetwork,
  connect: connectClient,
};
