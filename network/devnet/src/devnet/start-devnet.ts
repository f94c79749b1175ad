import { resolve } from 'node:path';
import { writeOrganizations, type KeyBook } from '@kontti/fabric-protocol/certificates';
import type { PackageStore } from '../system-chaincode/package-store';
import { createCommitWatcher } from '../peer/commit-watcher';
import { createProposalChecker } from '../peer/proposal-checks';
import { restoreProtobufGlobals } from '@kontti/fabric-protocol/envelopes';
import { createConfigChaincode } from '../system-chaincode/cscc';
import { createLifecycleChaincode } from '../system-chaincode/lifecycle-chaincode';
import { createQueryChaincode } from '../system-chaincode/qscc';
import type { SystemChaincode } from '../system-chaincode/types';
import { openChaincodeListener } from './chaincode-listener';
import { openChannelCore } from './channel-core';
import type { ChannelCore } from './channel-core';
import { createCompanyNode, nodeToCompany } from './company-node';
import type { CompanyNode } from './company-node';
import type { SharedServices } from './company-peer';
import { createInstalledPackages } from './installed-packages';
import type { InstalledPackages } from './installed-packages';
import { createNetworkCalls } from './reverting';
import { createRunningDevnet } from './running-devnet';
import { ordererLimits } from '../orderer/limits';
import { createGenesisBlock } from '@kontti/fabric-admin/channel';
import { startGrpcServer } from './grpc-server';
import { openOrdererNode, ordererToOrganization, serveOrderer } from './orderer-node';
import type { OrdererNode } from './orderer-node';
import { endpointServers, servePeers } from './serve-peers';
import type { Endpoint } from './serve-peers';
import { checkOptions, cuttingToText, ordererMspId, toSettings } from './settings';
import type { Settings } from './settings';
import { openStorage } from './storage';
import { readDataRecord } from '../data-directory/data-directory';
import type { DevnetStorage } from './storage';
import type { CompanyOptions, Devnet, DevnetCompany, DevnetOptions } from './types';

async function commitGenesis(options: {
  core: ChannelCore;
  nodes: readonly CompanyNode[];
  ordererNode: OrdererNode;
  settings: Settings;
}): Promise<void> {
  const { core, nodes, ordererNode, settings } = options;
  const { channelId, batch, governance, channelCapability, clock, randomBytes } = settings;
  await core.channel.ledger.commit(
    createGenesisBlock({
      ...{ channelId, governance, channelCapability },
      batch: { ...ordererLimits, ...batch },
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
  keys: KeyBook;
}): Promise<void> {
  const { directory, companies, ordererNode, keys } = options;
  return writeOrganizations({
    ...{ directory, keys },
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
      ...{ mspManager, localMspManager: core.localMspManager },
      channelPolicies: policies,
      applicationMspIds: nodes.map(({ mspId }) => mspId),
      packageStores,
      ledgers: () => [ledger],
    }),
  ];
}

async function openEndpoint(options: {
  company: CompanyOptions;
  settings: Settings;
  storage: DevnetStorage;
}): Promise<Endpoint> {
  const { company, settings, storage } = options;
  const { keys, ports } = storage;
  const node = await createCompanyNode(company, { ...settings, keys });
  const port = company.peerPort ?? ports[company.mspId] ?? 0;
  const server = await startGrpcServer({ port, tls: node.tls });
  const { chaincodeListener: listener } = company;
  try {
    const chaincodeServer = listener && (await openChaincodeListener({ listener, node }));
    const opened = { port: server.port, chaincodePort: chaincodeServer?.port };
    return { node, server, chaincodeServer, company: nodeToCompany({ node, ...opened }) };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function closeEndpoint(endpoint: Endpoint): Promise<void> {
  await Promise.all(endpointServers(endpoint).map((server) => server.stop()));
}

/** Opens all endpoints, or none. @throws NetworkError PORT_TAKEN */
async function openEndpoints(options: {
  companies: readonly CompanyOptions[];
  settings: Settings;
  storage: DevnetStorage;
}): Promise<readonly Endpoint[]> {
  const { companies, ...rest } = options;
  const opened = await Promise.allSettled(companies.map((company) => openEndpoint({ company, ...rest })));
  const endpoints = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = opened.find((result) => result.status === 'rejected');
  if (failure !== undefined) {
    await Promise.all(endpoints.map(closeEndpoint));
    throw failure.reason;
  }
  return endpoints;
}

/** Opens the ledger, or begins one: then the keys are kept before the block that names them. */
async function openLedger(options: {
  storage: DevnetStorage;
  settings: Settings;
  endpoints: readonly Endpoint[];
  ordererNode: OrdererNode;
  packages: InstalledPackages;
}): Promise<ChannelCore> {
  const { storage, settings, endpoints, ordererNode, packages } = options;
  const dialled = endpoints.filter(({ chaincodeServer }) => chaincodeServer !== undefined);
  const dialledMspIds = new Set(dialled.map(({ node }) => node.mspId));
  const { channelId, governance, channelCapability, stateDatabase } = settings;
  const core = await openChannelCore({
    ...{ channelId, governance, channelCapability, stateDatabase, storage, logger: settings.logger },
    packageStores: packages.stores,
    takesUninstalled: (mspId) => dialledMspIds.has(mspId),
    companies: endpoints.map(({ node }) => node.authority),
    ordererOrganisation: ordererNode.authority,
  });
  try {
    storage.checkHeight(core.ledger.height);
    await packages.load(core.ledger);
  } catch (error) {
    await core.close();
    throw error;
  }
  return core;
}

async function startWith(options: {
  options: DevnetOptions;
  settings: Settings;
  storage: DevnetStorage;
  /** What has to be closed again when the start fails, last opened first. */
  cleanups: (() => Promise<void>)[];
}): Promise<Devnet> {
  const { settings, storage, cleanups } = options;
  const { directory, executeTimeoutMs, ordererPort, companies: asked } = options.options;
  const { keys } = storage;
  const endpoints = await openEndpoints({ companies: asked, settings, storage });
  cleanups.unshift(...endpoints.map((endpoint) => () => closeEndpoint(endpoint)));
  const ordererNode = await openOrdererNode({
    port: ordererPort ?? storage.ports[ordererMspId] ?? 0,
    environment: { ...settings, keys },
  });
  cleanups.unshift(() => ordererNode.server.stop());
  const nodes = endpoints.map(({ node }) => node);
  const packages = createInstalledPackages(nodes.map(({ mspId }) => mspId));
  const core = await openLedger({ storage, settings, endpoints, ordererNode, packages });
  cleanups.unshift(() => core.close());
  const companies = endpoints.map(({ company }) => company);
  if (directory !== undefined) {
    await writeCompanies({ directory, companies, ordererNode, keys });
  }
  await storage.save({
    ...Object.fromEntries(companies.map(({ mspId, peer }) => [mspId, peer.port])),
    [ordererMspId]: ordererNode.server.port,
  });
  if (core.ledger.height === 0) {
    await commitGenesis({ core, nodes, ordererNode, settings });
  }
  const { clock } = settings;
  const calls = createNetworkCalls();
  const shared: SharedServices = {
    ...{ core, clock, executeTimeoutMs, calls },
    proposals: createProposalChecker({
      ...{ mspManager: core.channel.mspManager, localMspManager: core.localMspManager, clock },
    }),
    commits: createCommitWatcher(core.ledger),
    orderer: serveOrderer({ node: ordererNode, channel: core.channel, calls, ...settings }),
    systemChaincodes: createSystemChaincodes({ core, nodes, packageStores: packages.stores }),
  };
  const { peers, faults } = servePeers({ endpoints, shared, ordererServer: ordererNode.server });
  return createRunningDevnet({
    environment: settings,
    companies,
    orderer: ordererNode,
    servers: [ordererNode.server, ...endpoints.flatMap(endpointServers)],
    peers: [...peers.values()],
    ...{ shared, faults, packages },
    onStopped: () => storage.close({ isVerified: true }),
  });
}

/**
 * Starts a network of companies in this process, on loopback ports: real identities, signatures, policies and messages, one
 * ledger. It is for development and tests, and says so. With a data directory that was used before, the network goes on: with its
 * identities, its blocks and its packages.
 * @example
 * await using devnet = await startDevnet({ companies: [{ mspId: 'Org1MSP', domain: 'org1.example.com' }] });
 * await devnet.deployChaincode({ name: 'basic', path: 'chaincode' });
 * @throws NetworkError OPTION_INVALID, PORT_TAKEN, DATA_DIRECTORY_DIFFERS,
 * DATA_DIRECTORY_IN_USE, LEDGER_CORRUPT
 */
export async function startDevnet(options: DevnetOptions): Promise<Devnet> {
  checkOptions(options);
  restoreProtobufGlobals();
  const { dataDirectory } = options;
  const made = dataDirectory === undefined ? undefined : await readDataRecord(resolve(dataDirectory));
  const settings = toSettings(options, made?.cutting);
  const { logger } = settings;
  logger.info('Kontti devnet: for development and tests only. Do not keep anything of value in it.');
  if (made?.cutting !== undefined && cuttingToText(made.cutting) !== cuttingToText(settings)) {
    const [was, is] = [made.cutting, settings].map(cuttingToText);
    logger.warn(`Blocks are cut ${is} now; before it was ${was}.`);
  }
  const storage = await openStorage(options, settings);
  const cleanups = [() => storage.close({ isVerified: false })];
  try {
    return await startWith({ options, settings, storage, cleanups });
  } catch (error) {
    for (const cleanup of cleanups) {
      await cleanup();
    }
    throw error;
  }
}
