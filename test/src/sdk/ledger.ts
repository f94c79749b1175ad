import * as chaincode from '@kontti/chaincode';
import { sealCollections } from '@kontti/model';
import { connect } from '@kontti/client-sdk';
import type { CommonOptions, KonttiClient } from '@kontti/client-sdk';
import type { CollectionConfig } from '@kontti/network';
import { startTestNetwork, type TestNetwork } from '../engine/start-network';

/** The companies of these tests: who forwards, who flies, who receives. */
export const companies = ['ForwarderMSP', 'AirMSP', 'RetailMSP'] as const;

/** One of the companies. */
export type Company = (typeof companies)[number];

/** A network with the chaincode, and a client of each company's admin. */
export interface TestLedger extends AsyncDisposable {
  readonly network: TestNetwork;
  readonly clients: Readonly<Record<Company, KonttiClient>>;
  /** Another client of a company. */
  connect(mspId: Company, options?: CommonOptions): Promise<KonttiClient>;
  /** Commits another definition of the same chaincode. */
  redeploy(options: { readonly signaturePolicy?: string }): Promise<void>;
}

/** Starts a network with the chaincode in this process; blocks are cut at once. */
export async function startTestLedger(): Promise<TestLedger> {
  const network = await startTestNetwork({ mspIds: companies });
  const collections: CollectionConfig[] = [...sealCollections(companies)];
  const contracts = { contracts: chaincode.contracts, serializers: chaincode.serializers };
  const deploy = async (options: { readonly signaturePolicy?: string }): Promise<void> => {
    await network.deployChaincode({ name: 'kontti', contracts, collections, ...options });
  };
  const connectAs = (mspId: Company, options: CommonOptions = {}): Promise<KonttiClient> => {
    const { admin, endpoint, tlsRootPem, peerHostAlias } = network.company(mspId);
    return connect({
      ...options,
      mspId,
      endpoint,
      certificate: admin.certificatePem,
      privateKey: admin.privateKeyPem,
      tlsRootCertificate: tlsRootPem,
      hostAlias: peerHostAlias,
    });
  };
  await deploy({});
  const clients = {
    ForwarderMSP: network.settled(await connectAs('ForwarderMSP')),
    AirMSP: network.settled(await connectAs('AirMSP')),
    RetailMSP: network.settled(await connectAs('RetailMSP')),
  };
  return {
    network,
    clients,
    connect: connectAs,
    redeploy: deploy,
    async [Symbol.asyncDispose]() {
      for (const client of Object.values(clients)) {
        client.close();
      }
      await network[Symbol.asyncDispose]();
    },
  };
}
