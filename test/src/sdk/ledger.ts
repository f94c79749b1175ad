import * as chaincode from '@kontti/chaincode';
import { sealCollections } from '@kontti/model';
import { connect, type CommonOptions, type KonttiClient } from '@kontti/client-sdk';
import type { CollectionConfig } from '@kontti/fabric-admin';
import { isJoined, joinedMspIds } from '../engine/engine';
import { startTestNetwork, type TestNetwork, type TestNetworkOptions } from '../engine/start-network';

/** Who forwards, who flies, who receives; where there are two companies, who forwards also receives. */
const [forwarderHere, airHere, retailHere] = isJoined
  ? [joinedMspIds[0], joinedMspIds[1], joinedMspIds[0]]
  : ['ForwarderMSP', 'AirMSP', 'RetailMSP'];
export const forwarderMspId: string = forwarderHere;
export const airMspId: string = airHere;
export const retailMspId: string = retailHere;

/** Each company once. */
export const companies: readonly string[] = [...new Set([forwarderMspId, airMspId, retailMspId])];

/** A network with the chaincode, and a client of each company's admin. */
export interface TestLedger extends AsyncDisposable {
  readonly network: TestNetwork;
  readonly clients: Readonly<Record<'forwarder' | 'air' | 'retail', KonttiClient>>;
  /** That of `clients` for a company. */
  client(mspId: string): KonttiClient;
  /** Another client of a company. */
  connect(mspId: string, options?: CommonOptions): Promise<KonttiClient>;
  /** Commits another definition of the same chaincode. */
  redeploy(options: { readonly signaturePolicy?: string }): Promise<void>;
}

/** Starts a network with the chaincode in this process; blocks are cut at once. */
export async function startTestLedger(
  options: Pick<TestNetworkOptions, 'channelCapability'> = {},
): Promise<TestLedger> {
  const network = await startTestNetwork({ ...options, mspIds: companies });
  const collections: CollectionConfig[] = [...sealCollections(companies)];
  const contracts = { contracts: chaincode.contracts, serializers: chaincode.serializers };
  const deploy = async (options: { readonly signaturePolicy?: string }): Promise<void> => {
    await network.deployChaincode({ name: network.chaincodeName, contracts, collections, ...options });
  };
  const connectAs = (mspId: string, options: CommonOptions = {}): Promise<KonttiClient> => {
    const { admin, endpoint, tlsRootPem, peerHostAlias } = network.company(mspId);
    return connect({
      chaincode: network.chaincodeName,
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
  const byCompany = new Map<string, KonttiClient>();
  for (const mspId of companies) {
    byCompany.set(mspId, network.settled(await connectAs(mspId)));
  }
  const client = (mspId: string): KonttiClient => {
    const found = byCompany.get(mspId);
    if (found === undefined) {
      throw new Error(`no company ${mspId}`);
    }
    return found;
  };
  return {
    network,
    clients: { forwarder: client(forwarderMspId), air: client(airMspId), retail: client(retailMspId) },
    client,
    connect: connectAs,
    redeploy: deploy,
    async [Symbol.asyncDispose]() {
      for (const opened of byCompany.values()) {
        opened.close();
      }
      await network[Symbol.asyncDispose]();
    },
  };
}
