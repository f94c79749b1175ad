import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, type Contract } from '@hyperledger/fabric-gateway';
import { createClientSigner } from '@kontti/client-sdk';
import type { BenchNetwork } from './bench-network';
import type { Workload, WorkloadClient } from './workload';

const companies = [
  { mspId: 'Org1MSP', domain: 'org1.example.com' },
  { mspId: 'Org2MSP', domain: 'org2.example.com' },
] as const;

async function readOnlyFile(folder: string): Promise<Buffer> {
  const [name = ''] = await readdir(folder);
  return readFile(join(folder, name));
}

export interface AssetClient extends WorkloadClient {
  /** Writes an asset, whatever was there. */
  update(id: string): Promise<unknown>;
}

/** The contracts of the package, over one connection. */
export interface AssetGateway {
  contract(name: 'asset' | 'balance'): Contract;
  close: () => void;
}

/** The official client of the first company, with the SDK's signer. */
export async function connectGateway(network: BenchNetwork): Promise<AssetGateway> {
  const [{ mspId, domain }] = companies;
  const folder = join(network.organizations, 'peerOrganizations', domain);
  const user = join(folder, 'users', `User1@${domain}`, 'msp');
  const [certificate, privateKey, tlsRoot] = await Promise.all([
    readOnlyFile(join(user, 'signcerts')),
    readOnlyFile(join(user, 'keystore')),
    readFile(join(folder, 'peers', `peer0.${domain}`, 'tls', 'ca.crt')),
  ]);
  const client = new Client(network.endpoint(mspId), credentials.createSsl(tlsRoot), {
    'grpc.ssl_target_name_override': `peer0.${domain}`,
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
  return {
    contract: (name) => gateway.getNetwork('mychannel').getContract('asset', name),
    close,
  };
}

/** Creates, updates and reads assets. */
export async function connectAssetClient(network: BenchNetwork): Promise<AssetClient> {
  const gateway = await connectGateway(network);
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
  chaincode: { name: 'asset', path: join(__dirname, '..', '..', '..', 'asset-contract') },
  connect: connectAssetClient,
};
