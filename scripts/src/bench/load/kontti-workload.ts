import { dirname } from 'node:path';
import { sealCollections } from '@kontti/model';
import { companies, companyRoles } from '../../voyage/companies';
import { chaincodeName } from '../../voyage/network';
import type { BenchNetwork } from './bench-network';
import { connectCompany } from './connect-company';
import type { Workload, WorkloadClient } from './workload';

const all = companyRoles.map((role) => companies[role]);

/** More than a chaincode remembers: each registration brings a key that is new to it, as in life. */
const keyCount = 2_000;

async function connectClient(network: BenchNetwork): Promise<WorkloadClient> {
  const { mspId, name, gln, jurisdiction } = companies.forwarder;
  const client = await connectCompany(network, companies.forwarder);
  await client.companies.register({ name, gln, jurisdiction });
  const publicKeys = Array.from({ length: keyCount }, () =>
    client.readings.device({ deviceId: `${mspId}/D` }),
  ).map(({ publicKey }) => publicKey);
  let next = 0;
  return {
    submit: (id) => {
      const publicKey = publicKeys[(next += 1) % keyCount] ?? '';
      return client.companies.registerDevice({ deviceId: `${mspId}/${id}`, publicKey });
    },
    query: (id) => client.companies.getDevice({ deviceId: `${mspId}/${id}` }),
    close: () => {
      client.close();
    },
  };
}

/** The project's own chaincode through its own client: a sealed fact each, read back with its seals verified. */
export const konttiWorkload: Workload = {
  name: 'kontti',
  description: 'register and read a device, 4 companies, 3 endorse',
  companies: all,
  chaincode: {
    name: chaincodeName,
    path: dirname(require.resolve('@kontti/chaincode/package.json')),
    collections: sealCollections(all.map(({ mspId }) => mspId)),
  },
  connect: connectClient,
};
