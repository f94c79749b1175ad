import { createPrivateKey } from 'node:crypto';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, signers } from '@hyperledger/fabric-gateway';
import type { Contract, Gateway, Network } from '@hyperledger/fabric-gateway';
import type { IssuedIdentity } from '@kontti/fabric-protocol/certificates';
import type { Devnet, DevnetCompany } from '../devnet/types';

// Errors are what these tests are about; the shim need not say them a second time.
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] = 'CRITICAL';

/** The official client, as one identity of one company. */
export interface TestClient extends Disposable {
  readonly identity: IssuedIdentity;
  readonly grpc: Client;
  readonly gateway: Gateway;
  readonly network: Network;
  readonly contract: Contract;
}

export function connectClient(options: {
  channelId: string;
  company: Pick<DevnetCompany, 'endpoint' | 'peerHostAlias' | 'tlsRootPem'>;
  identity: IssuedIdentity;
  chaincode?: string;
}): TestClient {
  const { channelId, company, identity, chaincode = 'keeper' } = options;
  const grpc = new Client(company.endpoint, credentials.createSsl(Buffer.from(company.tlsRootPem)), {
    'grpc.ssl_target_name_override': company.peerHostAlias,
  });
  const gateway = connect({
    client: grpc,
    identity: { mspId: identity.mspId, credentials: Buffer.from(identity.certificatePem) },
    signer: signers.newPrivateKeySigner(createPrivateKey(identity.privateKeyPem)),
    hash: hash.sha256,
  });
  const network = gateway.getNetwork(channelId);
  return {
    ...{ identity, grpc, gateway, network },
    contract: network.getContract(chaincode),
    [Symbol.dispose]: () => {
      gateway.close();
      grpc.close();
    },
  };
}

/** A client of a company with an identity of its own. */
export async function clientOf(options: {
  devnet: Devnet;
  mspId: string;
  chaincode?: string;
  attributes?: Readonly<Record<string, string>>;
}): Promise<TestClient> {
  const { devnet, mspId, attributes = {} } = options;
  const company = devnet.company(mspId);
  const identity = await company.createIdentity({ name: 'User1', attributes });
  return connectClient({ ...options, channelId: devnet.channelId, company, identity });
}

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** Submits and cuts a block, so that nothing waits for the batch timeout. */
export async function submitNow(
  options: { devnet: Devnet; client: TestClient; endorsers?: string[] },
  name: string,
  ...args: string[]
): Promise<{ result: string; code: number; blockNumber: bigint }> {
  const { devnet, client, endorsers } = options;
  const submitted = await client.contract.submitAsync(name, {
    arguments: args,
    ...(endorsers === undefined ? {} : { endorsingOrganizations: endorsers }),
  });
  await devnet.cutBlock();
  const { code, blockNumber } = await submitted.getStatus();
  return { result: textOf(submitted.getResult()), code, blockNumber };
}
