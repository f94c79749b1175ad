import * as grpc from '@grpc/grpc-js';
import { connect, hash, signers, StatusCode, type Gateway } from '@hyperledger/fabric-gateway';
import * as crypto from 'node:crypto';
import * as honest from '@kontti/chaincode';
import { sealCollections } from '@kontti/model';
import { connect as connectClient, type KonttiClient } from '@kontti/client-sdk';
import { startDevnet, type Devnet, type DevnetCompany } from '@kontti/network';
import { AlteredContract, AlteredSerializer, type Forgery } from './altered-contract';

export const chaincodeName = 'kontti';
/** Three companies collude on altered chaincode; the fourth is honest. */
export const colluders = ['AlphaMSP', 'BetaMSP', 'GammaMSP'] as const;
export const victim = 'DeltaMSP';

/** Four companies on one channel, and the official gateway client of each. */
export interface Consortium extends AsyncDisposable {
  readonly devnet: Devnet;
  gateway(mspId: string): Gateway;
  /** The company's SDK client, as its admin. */
  client(mspId: string): KonttiClient;
  /** Has the altered contract write, endorsed by the colluders unless told otherwise; gives the validation code. */
  forge(options: { forgery: Forgery; endorsers?: readonly string[]; as?: string }): Promise<string>;
}

function connectGateway(company: DevnetCompany): { client: grpc.Client; gateway: Gateway } {
  const client = new grpc.Client(
    company.endpoint,
    grpc.credentials.createSsl(Buffer.from(company.tlsRootPem)),
    {
      'grpc.ssl_target_name_override': company.peerHostAlias,
    },
  );
  const { certificatePem, privateKeyPem } = company.admin;
  const gateway = connect({
    client,
    identity: { mspId: company.mspId, credentials: Buffer.from(certificatePem) },
    signer: signers.newPrivateKeySigner(crypto.createPrivateKey(privateKeyPem)),
    hash: hash.sha256,
  });
  return { client, gateway };
}

/** The validation code of a submitted transaction, by name. */
export async function commitCode(commit: { getStatus(): Promise<{ code: number }> }): Promise<string> {
  const { code } = await commit.getStatus();
  return Object.entries(StatusCode).find(([, value]) => value === code)?.[0] ?? String(code);
}

async function startNetwork(): Promise<Devnet> {
  const mspIds = [...colluders, victim];
  const devnet = await startDevnet({
    companies: mspIds.map((mspId) => ({
      mspId,
      domain: `${mspId.replace('MSP', '').toLowerCase()}.example.com`,
    })),
    batch: { messagesMax: 1 },
  });
  const altered = {
    contracts: [...honest.contracts, AlteredContract],
    serializers: { transaction: 'altered', serializers: { altered: AlteredSerializer } },
  };
  await devnet.deployChaincode({
    name: chaincodeName,
    contracts: { contracts: honest.contracts, serializers: honest.serializers },
    collections: sealCollections(mspIds),
    overrides: Object.fromEntries(colluders.map((mspId) => [mspId, { contracts: altered }])),
  });
  return devnet;
}

interface Connections {
  readonly grpc: grpc.Client;
  readonly gateway: Gateway;
  readonly client: KonttiClient;
}

async function connectCompany(company: DevnetCompany): Promise<Connections> {
  const { client: grpcClient, gateway } = connectGateway(company);
  const client = await connectClient({
    mspId: company.mspId,
    certificate: company.admin.certificatePem,
    privateKey: company.admin.privateKeyPem,
    endpoint: company.endpoint,
    tlsRootCertificate: company.tlsRootPem,
    hostAlias: company.peerHostAlias,
  });
  return { grpc: grpcClient, gateway, client };
}

export async function startConsortium(): Promise<Consortium> {
  const devnet = await startNetwork();
  const connections = new Map<string, Connections>();
  for (const company of devnet.companies) {
    connections.set(company.mspId, await connectCompany(company));
  }
  const connectionOf = (mspId: string): Connections => {
    const connection = connections.get(mspId);
    if (connection === undefined) {
      throw new Error(`no company ${mspId}`);
    }
    return connection;
  };
  return {
    devnet,
    gateway: (mspId) => connectionOf(mspId).gateway,
    client: (mspId) => connectionOf(mspId).client,
    async forge({ forgery, endorsers = colluders, as = colluders[0] }) {
      const network = connectionOf(as).gateway.getNetwork(devnet.channelId);
      const proposal = network.getContract(chaincodeName).newProposal('altered:Forge', {
        arguments: [JSON.stringify(forgery)],
        endorsingOrganizations: [...endorsers],
      });
      const transaction = await proposal.endorse();
      return commitCode(await transaction.submit());
    },
    async [Symbol.asyncDispose]() {
      for (const connection of connections.values()) {
        connection.client.close();
        connection.gateway.close();
        connection.grpc.close();
      }
      await devnet.stop();
    },
  };
}
