import { writeOrganizations } from '../certificates';
import { NetworkError } from '../errors';
import { createPackageStore } from '../lifecycle';
import type { PackageStore } from '../lifecycle';
import { createCommitWatcher } from '../peer/commit-watcher';
import { createProposalChecker } from '../peer/proposal-checks';
import { restoreProtobufGlobals } from '../protobuf-globals';
import { createConfigChaincode } from '../system-chaincode/cscc';
import { createLifecycleChaincode } from '../system-chaincode/lifecycle';
import { createQueryChaincode } from '../system-chaincode/qscc';
import type { SystemChaincode } from '../system-chaincode/types';
import { openChannelCore } from './channel-core';
import type { ChannelCore } from './channel-core';
import { createCompanyNode, nodeToCompany } from './company-node';
import type { CompanyNode } from './company-node';
import { companyMethods, createCompanyPeer } from './company-peer';
import type { CompanyPeer, SharedServices } from './company-peer';
import { createRunningDevnet } from './running-devnet';
import { createGenesisBlock } from './genesis-block';
import { startGrpcServer } from './grpc-server';
import type { GrpcServer } from './grpc-server';
import { openOrdererNode, ordererToOrganization, serveOrderer } from './orderer-node';
import type { OrdererNode } from './orderer-node';
import { checkOptions, toSettings } from './settings';
import type { Settings } from './settings';
import type { CompanyOptions, Devnet, DevnetCompany, DevnetOptions } from './types';

async function commitGenesis(options: {
  core: ChannelCore;
  nodes: readonly CompanyNode[];
  ordererNode: OrdererNode;
  settings: Settings;
}): Promise<void> {
  const { core, nodes, ordererNode, settings } = options;
  const { channelId, batch, governance, clock, randomBytes } = settings;
  await core.channel.ledger.commit(
    createGenesisBlock({
      ...{ channelId, batch, governance },
      companies: nodes.map(({ authority }) => authority.mspConfig),
      ordererOrganisation: ordererNode.authority.mspConfig,
      ordererEndpoint: ordererNode.endpoint,
      creator: ordererNode.signer.serialized,
      nonce: randomBytes(24),
      timeMs: clock.nowMs(),
    }),
  );
}

function writeCompanies(options: {
  directory: string;
  companies: readonly DevnetCompany[];
  ordererNode: OrdererNode;
}): Promise<void> {
  const { directory, companies, ordererNode } = options;
  return writeOrganizations({
    directory,
    peerOrganizations: companies.map(({ authority, peerHostAlias, peer, admin }) => ({
      authority,
      nodes: [{ commonName: peerHostAlias, ...peer }],
      users: [
        { name: 'Admin', role: 'admin', identity: admin },
        { name: 'User1', role: 'client' },
      ],
    })),
    ordererOrganizations: [ordererToOrganization(ordererNode)],
  });
}

function createSystemChaincodes(options: {
  core: ChannelCore;
  nodes: readonly CompanyNode[];
  packageStores: ReadonlyMap<string, PackageStore>;
}): readonly SystemChaincode[] {
  const { core, nodes, packageStores } = options;
  const { ledger, mspManager, policies } = core.channel;
  return [
    createQueryChaincode({ ledger, policies }),
    createConfigChaincode({ ledger, policies }),
    createLifecycleChaincode({
      mspManager,
      channelPolicies: policies,
      applicationMspIds: nodes.map(({ mspId }) => mspId),
      packageStores,
      ledgers: () => [ledger],
    }),
  ];
}

interface Endpoint {
  readonly node: CompanyNode;
  readonly server: GrpcServer;
  readonly company: DevnetCompany;
}

async function openEndpoint(options: { company: CompanyOptions; settings: Settings }): Promise<Endpoint> {
  const { company, settings } = options;
  const node = await createCompanyNode(company, settings);
  const server = await startGrpcServer({ port: company.peerPort ?? 0, tls: node.tls });
  return { node, server, company: nodeToCompany({ node, port: server.port }) };
}

/** Opens all endpoints, or none. @throws NetworkError PORT_TAKEN */
async function openEndpoints(options: {
  companies: readonly CompanyOptions[];
  settings: Settings;
}): Promise<readonly Endpoint[]> {
  const { companies, settings } = options;
  const opened = await Promise.allSettled(companies.map((company) => openEndpoint({ company, settings })));
  const endpoints = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = opened.find((result) => result.status === 'rejected');
  if (failure !== undefined) {
    await Promise.all(endpoints.map(({ server }) => server.stop()));
    throw failure.reason;
  }
  return endpoints;
}

function servePeers(options: {
  endpoints: readonly Endpoint[];
  shared: SharedServices;
}): ReadonlyMap<string, CompanyPeer> {
  const { endpoints, shared } = options;
  const peers = new Map(
    endpoints.map(({ node, company }) => [
      node.mspId,
      createCompanyPeer({ node, address: company.endpoint, shared }),
    ]),
  );
  for (const { node, server } of endpoints) {
    const peer = peers.get(node.mspId);
    if (peer !== undefined) {
      server.serve(companyMethods({ peer, peers, shared }));
    }
  }
  return peers;
}

/** What has to be closed again when the start fails, last opened first. */
async function startWith(options: {
  options: DevnetOptions;
  settings: Settings;
  endpoints: readonly Endpoint[];
  cleanups: (() => Promise<void>)[];
}): Promise<Devnet> {
  const { settings, endpoints, cleanups } = options;
  const { directory, dataDirectory, executeTimeoutMs, stateDatabase = 'leveldb' } = options.options;
  const { channelId, clock, governance } = settings;
  const ordererNode = await openOrdererNode({
    port: options.options.ordererPort ?? 0,
    environment: settings,
  });
  cleanups.unshift(() => ordererNode.server.stop());
  const nodes = endpoints.map(({ node }) => node);
  const packageStores = new Map(nodes.map(({ mspId }) => [mspId, createPackageStore()]));
  const core = await openChannelCore({
    ...{ channelId, packageStores, governance, dataDirectory, stateDatabase },
    companies: nodes.map(({ authority }) => authority),
    ordererOrganisation: ordererNode.authority,
  });
  cleanups.unshift(() => core.close());
  const { ledger, mspManager } = core.channel;
  if (ledger.height > 0) {
    throw new NetworkError({
      code: 'OPTION_INVALID',
      message: `${dataDirectory ?? 'the data directory'} holds the ledger of a network whose identities are gone: choose another or remove it`,
      details: { dataDirectory },
    });
  }
  await commitGenesis({ core, nodes, ordererNode, settings });
  const shared: SharedServices = {
    ...{ core, clock, executeTimeoutMs },
    proposals: createProposalChecker({ mspManager, clock }),
    commits: createCommitWatcher(ledger),
    orderer: serveOrderer({ node: ordererNode, channel: core.channel, ...settings }),
    systemChaincodes: createSystemChaincodes({ core, nodes, packageStores }),
  };
  const peers = servePeers({ endpoints, shared });
  const companies = endpoints.map(({ company }) => company);
  if (directory !== undefined) {
    await writeCompanies({ directory, companies, ordererNode });
  }
  return createRunningDevnet({
    environment: settings,
    companies,
    orderer: ordererNode,
    servers: [ordererNode.server, ...endpoints.map(({ server }) => server)],
    peers: [...peers.values()],
    shared,
  });
}

/**
 * Starts a network of companies in this process, on loopback ports: real identities, signatures, policies and messages, one
 * ledger. It is for development and tests, and says so. @throws NetworkError OPTION_INVALID, PORT_TAKEN
 */
export async function startDevnet(options: DevnetOptions): Promise<Devnet> {
  checkOptions(options);
  restoreProtobufGlobals();
  const settings = toSettings(options);
  settings.logger.info('Kontti devnet: for development and tests only. Do not keep anything of value in it.');
  const endpoints = await openEndpoints({ companies: options.companies, settings });
  const cleanups = endpoints.map(
    ({ server }) =>
      () =>
        server.stop(),
  );
  try {
    return await startWith({ options, settings, endpoints, cleanups });
  } catch (error) {
    for (const cleanup of cleanups) {
      await cleanup();
    }
    throw error;
  }
}
