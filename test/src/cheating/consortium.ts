import { StatusCode, type Commit, type Gateway } from '@hyperledger/fabric-gateway';
import * as honest from '@kontti/chaincode';
import { sealCollections } from '@kontti/model';
import { connect as connectClient, type KonttiClient } from '@kontti/client-sdk';
import { isJoined, joinedMspIds } from '../engine/engine';
import type { TestCompany } from '../engine/peers';
import { startTestNetwork, type TestNetwork } from '../engine/start-network';
import { AlteredContract, AlteredSerializer, type Forgery } from './altered-contract';

/** Three companies collude on altered chaincode, and the fourth is honest; of two companies, either endorses alone. */
const [colludersHere, victimHere] = isJoined
  ? [[joinedMspIds[0]], joinedMspIds[1]]
  : [['AlphaMSP', 'BetaMSP', 'GammaMSP'], 'DeltaMSP'];
export const colluders: readonly string[] = colludersHere;
export const victim: string = victimHere;
const policyHere = isJoined
  ? { signaturePolicy: `OR(${joinedMspIds.map((mspId) => `'${mspId}.peer'`).join(', ')})` }
  : {};

/** Four companies on one channel, and the official gateway client of each. */
export interface Consortium extends AsyncDisposable {
  readonly network: TestNetwork;
  gateway(mspId: string): Gateway;
  /** The company's SDK client, as its admin. */
  client(mspId: string): KonttiClient;
  /** The validation code of a submitted transaction, by name, once every company's peer has committed it. */
  commitCode(commit: Commit): Promise<string>;
  /** Has the altered contract write, endorsed by the colluders unless asked otherwise; gives the validation code. */
  forge(options: { forgery: Forgery; endorsers?: readonly string[]; as?: string }): Promise<string>;
}

async function startNetwork(): Promise<TestNetwork> {
  const mspIds = [...colluders, victim];
  const network = await startTestNetwork({ mspIds });
  const altered = {
    contracts: [...honest.contracts, AlteredContract],
    serializers: { transaction: 'altered', serializers: { altered: AlteredSerializer } },
  };
  await network.deployChaincode({
    name: network.chaincodeName,
    ...policyHere,
    contracts: { contracts: honest.contracts, serializers: honest.serializers },
    collections: sealCollections(mspIds),
    overrides: Object.fromEntries(colluders.map((mspId) => [mspId, { contracts: altered }])),
  });
  return network;
}

function connectCompany(company: TestCompany, chaincode: string): Promise<KonttiClient> {
  return connectClient({
    mspId: company.mspId,
    chaincode,
    certificate: company.admin.certificatePem,
    privateKey: company.admin.privateKeyPem,
    endpoint: company.endpoint,
    tlsRootCertificate: company.tlsRootPem,
    hostAlias: company.peerHostAlias,
  });
}

async function commitCode(network: TestNetwork, commit: Commit): Promise<string> {
  const { code } = await commit.getStatus();
  await Promise.all(
    network.companies.map(({ mspId }) => network.peer(mspId).whenCommitted(commit, network.channelId)),
  );
  return Object.entries(StatusCode).find(([, value]) => value === code)?.[0] ?? String(code);
}

export async function startConsortium(): Promise<Consortium> {
  const network = await startNetwork();
  const clients = new Map<string, KonttiClient>();
  for (const company of network.companies) {
    clients.set(company.mspId, network.settled(await connectCompany(company, network.chaincodeName)));
  }
  return {
    network,
    gateway: (mspId) => network.peer(mspId).gateway,
    client(mspId) {
      const client = clients.get(mspId);
      if (client === undefined) {
        throw new Error(`no company ${mspId}`);
      }
      return client;
    },
    commitCode: (commit) => commitCode(network, commit),
    async forge({ forgery, endorsers = colluders, as = colluders[0] ?? '' }) {
      const channel = network.peer(as).gateway.getNetwork(network.channelId);
      const proposal = channel.getContract(network.chaincodeName).newProposal('altered:Forge', {
        arguments: [JSON.stringify(forgery)],
        endorsingOrganizations: [...endorsers],
      });
      const transaction = await proposal.endorse();
      return commitCode(network, await transaction.submit());
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients.values()) {
        client.close();
      }
      await network[Symbol.asyncDispose]();
    },
  };
}
