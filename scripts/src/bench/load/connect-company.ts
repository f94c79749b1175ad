import { connect, type KonttiClient } from '@kontti/client-sdk';
import { chaincodeName } from '../../voyage/network';
import type { BenchNetwork } from './bench-network';

/** Connects an admin of a company with the project's own chaincode on a network. */
export function connectCompany(
  network: BenchNetwork,
  { mspId, domain }: { readonly mspId: string; readonly domain: string },
): Promise<KonttiClient> {
  return connect({
    organizations: network.organizations,
    endpoint: network.endpoint(mspId),
    user: 'Admin',
    ...{ mspId, domain, chaincode: chaincodeName },
  });
}
