import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, type Contract, type Network } from '@hyperledger/fabric-gateway';
import { createClientSigner } from '@kontti/client-sdk';
import { companies as consortium, companyRoles } from '../../voyage/companies';
import type { BenchNetwork } from './bench-network';
import type { Workload, WorkloadClient } from './workload';

interface Company {
  readonly mspId: string;
  readonly domain: string;
}

const org1 = { mspId: 'Org1MSP', domain: 'org1.example.com' };
const companies = [org1, { mspId: 'Org2MSP', domain: 'org2.example.com' }];

const chaincode = { name: 'asset', path: join(__dirname, '..', '..', '..', 'asset-contract') };

async function readOnlyFile(folder: string): Promise<Buffer> {
  const [name = ''] = await readdir(folder);
  return readFile(join(folder, name));
}

interface AssetClient extends WorkloadClient {
  /** Writes an asset, whatever was there. */
  update(id: string): Promise<unknown>;
}

/** The contracts of the package, over one connection. */
interface AssetGateway {
  readonly channel: Network;
  contract(name: 'asset' | 'balance'): Contract;
  close: () => void;
}

/** The official client of a company's user, with the SDK's signer. */
export async function connectGateway(network: BenchNetwork, company: Company = org1): Promise<AssetGateway> {
  const { mspId, domain } = company;
  const folder = join(network.organizations, 'peerOrganizations', domain);
  const user = join(folder, 'users', `User1@${domain}`, 'msp');
  const [certificate, privateKey, tlsRoot] = await Promise.all([
    readOnlyFile(join(user, 'signcerts')),
    readOnlyFile(join(user, 'keystore')),
    readFile(join(folder, 'peers', `peer0.${domain}`, 'tls', 'ca.crt')),
  ]);
  const client = new Client(network.endpoint(mspId), credentials.createSsl(tlsRoot), {
    'grpc.ssl_target_name_override': `peer0.${domain}`,
    // Blocks may have many megabytes.
    'grpc.max_receive_message_length': -1,
  });
  const sign = createClientSigner({ privateKey, certificate });
  const gateway = connect({
    client,
    identity: { mspId, credentials: certificate },
    hash: hash.none,
    signer: (message) => Promise.resolve(sign(message)),
  });
  const close = (): void => {
    gateway.close();
    client.close();
  };
  const channel = gateway.getNetwork('mychannel');
  return {
    channel,
    contract: (name) => channel.getContract('asset', name),
    close,
  };
}

/** Creates, updates and reads assets as a company's user. */
export async function connectAssetClient(
  network: BenchNetwork,
  company: Company = org1,
): Promise<AssetClient> {
  const gateway = await connectGateway(network, company);
  const contract = gateway.contract('asset');
  return {
    submit: (id) => contract.submitTransaction('Create', id, 'blue', 'Org1MSP', '300'),
    update: (id) => contract.submitTransaction('Update', id, 'red', 'Org2MSP', '400'),
    query: (id) => contract.evaluateTransaction('Read', id),
    close: gateway.close,
  };
}

/** What people measure Fabric with: one small asset a transaction, two companies, a majority of which must endorse. */
export const assetWorkload: Workload = {
  name: 'asset',
  description: 'create and read one asset, 2 companies, both endorse',
  companies,
  chaincode,
  connect: (network) => connectAssetClient(network),
};

/** The same asset where Kontti's sealed facts are measured: what the seals cost is the ratio of the two. */
export const unsealedWorkload: Workload = {
  name: 'unsealed',
  description: 'create and read one asset, 4 companies, 3 endorse',
  companies: companyRoles.map((role) => consortium[role]),
  chaincode,
  connect: (network) => connectAssetClient(network, consortium.forwarder),
};
