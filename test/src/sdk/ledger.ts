import * as chaincode from '@kontti/chaincode';
import { sealCollections } from '@kontti/model';
import { connect } from '@kontti/client-sdk';
import type { CommonOptions, KonttiClient } from '@kontti/client-sdk';
import { startDevnet } from '@kontti/network';
import type { CollectionConfig, Devnet } from '@kontti/network';

/** The companies of these tests: who forwards, who flies, who receives. */
export const companies = ['ForwarderMSP', 'AirMSP', 'RetailMSP'] as const;

/** One of the companies. */
export type Company = (typeof companies)[number];

/** A devnet with the chaincode, and a client of each company's admin. */
export interface TestLedger extends AsyncDisposable {
  readonly devnet: Devnet;
  readonly clients: Readonly<Record<Company, KonttiClient>>;
  /** Another client of a company. */
  connect(mspId: Company, options?: CommonOptions): Promise<KonttiClient>;
  /** Commits another definition of the same chaincode. */
  redeploy(options: { readonly signaturePolicy?: string }): Promise<void>;
}

/** Starts a devnet with the chaincode in this process; blocks are cut at once. */
export async function startTestLedger(): Promise<TestLedger> {
  const devnet = await startDevnet({
    companies: companies.map((mspId) => ({
      mspId,
      domain: `${mspId.slice(0, -3).toLowerCase()}.example.com`,
    })),
    batch: { messagesMax: 1 },
  });
  const collections: CollectionConfig[] = [...sealCollections(companies)];
  const contracts = { contracts: chaincode.contracts, serializers: chaincode.serializers };
  const deploy = async (options: { readonly signaturePolicy?: string }): Promise<void> => {
    await devnet.deployChaincode({ name: 'kontti', contracts, collections, ...options });
  };
  const connectAs = (mspId: Company, options: CommonOptions = {}): Promise<KonttiClient> => {
    const { admin, endpoint, tlsRootPem, peerHostAlias } = devnet.company(mspId);
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
    ForwarderMSP: await connectAs('ForwarderMSP'),
    AirMSP: await connectAs('AirMSP'),
    RetailMSP: await connectAs('RetailMSP'),
  };
  return {
    devnet,
    clients,
    connect: connectAs,
    redeploy: deploy,
    async [Symbol.asyncDispose]() {
      for (const client of Object.values(clients)) {
        client.close();
      }
      await devnet.stop();
    },
  };
}
