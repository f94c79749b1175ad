import * as grpc from '@grpc/grpc-js';
import { connect, hash, signers, StatusCode, type Gateway } from '@hyperledger/fabric-gateway';
import * as crypto from 'node:crypto';
import * as honest from '@kontti/chaincode';
import { sealCollections, type SealCollection } from '@kontti/model';
import { startDevnet, type Devnet, type DevnetCompany } from '@kontti/network';
import { AlteredContract, type Forgery } from './altered-contract';

export const chaincodeName = 'kontti';
/** Three companies collude on altered chaincode; the fourth is honest. */
export const colluders = ['AlphaMSP', 'BetaMSP', 'GammaMSP'] as const;
export const victim = 'DeltaMSP';

/** Four companies on one channel, and the official gateway client of each. */
export interface Consortium extends AsyncDisposable {
  readonly devnet: Devnet;
  readonly collections: readonly SealCollection[];
  gateway(mspId: string): Gateway;
  /** What a company does through its honest contract; returns the result as JSON. */
  submit(options: { as: string; method: string; request: object }): Promise<unknown>;
  evaluate(options: { as: string; method: string; request: object }): Promise<unknown>;
  /** What the colluders' altered contract writes: the validation code, or the message why nobody endorsed it. */
  forge(options: { forgery: Forgery; endorsers?: readonly string[]; as?: string }): Promise<string>;
}

async function connectGateway(company: DevnetCompany): Promise<{ client: grpc.Client; gateway: Gateway }> {
  const client = new grpc.Client(company.endpoint, grpc.credentials.createSsl(Buffer.from(company.tlsRootPem)), {
    'grpc.ssl_target_name_override': company.peerHostAlias,
  });
  const { certificatePem, privateKeyPem } = company.admin;
  const gateway = connect({
    client,
    identity: { mspId: company.mspId, credentials: Buffer.from(certificatePem) },
    signer: signers.newPrivateKeySigner(crypto.createPrivateKey(privateKeyPem)),
    hash: hash.sha256,
  });
  return { client, gateway };
}

export async function startConsortium(): Promise<Consortium> {
  const mspIds = [...colluders, victim];
  const devnet = await startDevnet({
    companies: mspIds.map((mspId) => ({ mspId, domain: `${mspId.replace('MSP', '').toLowerCase()}.example.com` })),
    batch: { messagesMax: 1 },
  });
  const altered = { contracts: [...honest.contracts, AlteredContract], serializers: honest.serializers };
  const collections = sealCollections(mspIds);
  await devnet.deployChaincode({
    name: chaincodeName,
    contracts: { contracts: honest.contracts, serializers: honest.serializers },
    collections,
    overrides: Object.fromEntries(colluders.map((mspId) => [mspId, { contracts: altered }])),
  });
  const connections = new Map<string, { client: grpc.Client; gateway: Gateway }>();
  for (const company of devnet.companies) {
    connections.set(company.mspId, await connectGateway(company));
  }
  const gatewayOf = (mspId: string): Gateway => {
    const connection = connections.get(mspId);
    if (connection === undefined) {
      throw new Error(`no company ${mspId}`);
    }
    return connection.gateway;
  };
  const contractOf = (mspId: string) =>
    gatewayOf(mspId).getNetwork(devnet.channelId).getContract(chaincodeName);
  return {
    devnet,
    collections,
    gateway: gatewayOf,
    async submit({ as, method, request }) {
      const bytes = await contractOf(as).submitTransaction(method, JSON.stringify(request));
      return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
    },
    async evaluate({ as, method, request }) {
      const bytes = await contractOf(as).evaluateTransaction(method, JSON.stringify(request));
      return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
    },
    async forge({ forgery, endorsers = colluders, as = colluders[0] }) {
      const proposal = contractOf(as).newProposal('altered:Forge', {
        arguments: [JSON.stringify(forgery)],
        endorsingOrganizations: [...endorsers],
      });
      const transaction = await proposal.endorse();
      const commit = await transaction.submit();
      const status = await commit.getStatus();
      return StatusCode[status.code];
    },
    async [Symbol.asyncDispose]() {
      for (const { gateway, client } of connections.values()) {
        gateway.close();
        client.close();
      }
      await devnet.stop();
    },
  };
}
