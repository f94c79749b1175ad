import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthorityKeyType, IssuedIdentity, KeyType } from '@kontti/fabric-protocol/certificates';
import { startDevnet } from '@kontti/devnet/devnet';
import { findFabricBinaries, startFabricNetwork } from '@kontti/fabric-runner/fabric';
import type { DeployOptions, DeployedChaincode } from '@kontti/fabric-admin/processes';

/** A network of two companies that cuts a block for each transaction. */
export interface TestNetwork extends AsyncDisposable {
  readonly companies: readonly {
    readonly mspId: string;
    readonly endpoint: string;
    readonly peerHostAlias: string;
    readonly tlsRootPem: string;
    readonly admin: IssuedIdentity;
    createIdentity(options: {
      name: string;
      role?: IssuedIdentity['role'];
      keyType?: KeyType;
    }): Promise<IssuedIdentity>;
  }[];
  readonly orderer: {
    readonly endpoint: string;
    readonly hostAlias: string;
    readonly tlsRootPem: string;
  };
  deployChaincode(options: DeployOptions): Promise<DeployedChaincode>;
}

export const testChannelName = 'mychannel';

const companies = [
  { mspId: 'Org1MSP', domain: 'org1.example.com' },
  { mspId: 'Org2MSP', domain: 'org2.example.com' },
];

/** What specs ask for. */
export interface TestNetworkOptions {
  readonly channelCapability?: 'V2_0' | 'V3_0';
  /** Of the companies' authorities, and of what they issue. */
  readonly keyType?: AuthorityKeyType;
}

const toOptions = ({ keyType, ...asked }: TestNetworkOptions) => ({
  ...asked,
  companies: companies.map((company) => (keyType === undefined ? company : { ...company, keyType })),
});

async function startOnFabric(asked: TestNetworkOptions): Promise<TestNetwork> {
  const directory = await mkdtemp(join(tmpdir(), 'kontti-engine-'));
  const batch = { messagesMax: 1, timeoutMs: 50 };
  const binaries = await findFabricBinaries(process.env);
  const options = { ...toOptions(asked), binaries, directory, channelId: testChannelName, batch };
  const network = await startFabricNetwork(options);
  const tlsca = ['ordererOrganizations', 'example.com', 'tlsca', 'tlsca.example.com-cert.pem'];
  return {
    companies: network.companies,
    orderer: {
      endpoint: network.nodes.find(({ kind }) => kind === 'orderer')?.endpoint ?? '',
      hostAlias: 'orderer.example.com',
      tlsRootPem: await readFile(join(directory, 'organizations', ...tlsca), 'utf8'),
    },
    deployChaincode: (deployment) => network.deployChaincode(deployment),
    [Symbol.asyncDispose]: async () => {
      await network.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What a spec that compares runs on: Fabric's own peers only where `FABRIC_BIN` names them. */
export const testEngines: readonly {
  readonly name: string;
  readonly isAvailable: boolean;
  /** True for Fabric v2.5, which says or cannot do some things otherwise; the devnet follows v3. */
  readonly isV2: boolean;
  readonly start: (asked?: TestNetworkOptions) => Promise<TestNetwork>;
}[] = [
  {
    name: 'the devnet',
    isAvailable: true,
    isV2: false,
    start: (asked = {}) => startDevnet({ ...toOptions(asked), batch: { messagesMax: 1 } }),
  },
  {
    name: 'Fabric',
    isAvailable: process.env['FABRIC_BIN'] !== undefined,
    isV2: /^v?2\./.test(process.env['FABRIC_VERSION'] ?? ''),
    start: (asked = {}) => startOnFabric(asked),
  },
];
