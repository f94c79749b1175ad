import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { createKeyBook, writeOrganizations, type KeyBook } from '@kontti/fabric-protocol/certificates';
import type { Governance } from '@kontti/fabric-admin/consortium';
import { systemClock, makeFolder, NetworkError, findCompany } from '@kontti/fabric-protocol/base';
import {
  createChaincodeHost,
  type ChaincodeHost,
  type DeployOptions,
  type DeployedChaincode,
} from '@kontti/fabric-admin/processes';
import { lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import type { FabricBinaries } from './binaries';
import { createChannelBlock, type ChannelBlockSettings } from './channel-block';
import { findNode, type FabricNode } from './find-node';
import { startGuard, type Guard } from './guard';
import { openKeptNetwork, type KeptNetwork, type KeptSettings } from './kept-network';
import {
  createMember,
  memberToCompany,
  memberToOrganization,
  type FabricCompany,
  type Member,
} from './members';
import type { NetworkPlan } from './network-plan';
import { joinChannel, startNode, type NodeSupervision } from './nodes';
import { waitForLeader } from './orderer-leader';
import { everyPort, fixedPorts } from './planned-ports';
import { checkPortsFree } from './ports';
import { createProcessRecord, type ProcessRecord } from './process-record';
import { fabricLimits } from './limits';
import { waitUntilEndorsed } from './readiness';
import { startCompany } from './start-company';
import { couchdbName, type CouchdbOptions } from './state-database';
import {
  checkTopology,
  chooseCapability,
  countOrderers,
  ordererDomain,
  ordererMspId,
  planTopology,
  type PlannedNode,
  type TopologyOptions,
} from './topology';

/** A network of Fabric's own programs, and the folder where it is kept. */
export interface FabricNetworkOptions extends TopologyOptions {
  /** Fabric's programs, as `findFabricBinaries` finds them. */
  readonly binaries: FabricBinaries;
  /** An empty or new folder: `organizations/`, settings, ledgers and logs go there. */
  readonly directory: string;
  /** Where the tree of keys and certificates is written: `organizations` in the folder by default. */
  readonly organizations?: string;
  /** Whether the folder is kept: a later start on it goes on with the same identities, ports and ledgers. */
  readonly keep?: boolean;
  /** The file that names its processes while they run: `processes.json` in the folder by default. */
  readonly processRecord?: string;
  /** Name of the channel; `mychannel` by default. */
  readonly channelId?: string;
  /** When a block is cut: after so many transactions, or so many milliseconds; 500 and 50 by default. */
  readonly batch?: { readonly messagesMax: number; readonly timeoutMs: number };
  /** How many companies must agree to a chaincode definition; `unanimous` by default. */
  readonly governance?: Governance;
  /** One execution of chaincode; 30 s by default, and at least 1 s. */
  readonly executeTimeoutMs?: number;
  /** Where peers keep state, when that is not LevelDB. */
  readonly couchdb?: CouchdbOptions;
  /** Called with the name of a program that ends without being asked to. */
  readonly onExit?: (name: string) => void;
}

export type { FabricNode } from './find-node';

/** Fabric's own peers and orderers, as processes of this machine. */
export interface FabricNetwork extends AsyncDisposable {
  /** Name of the channel that all peers have joined. */
  readonly channelId: string;
  /** The companies, in the order of the options; those of `startCompany` follow. */
  readonly companies: readonly FabricCompany[];
  /** Orderers first, then each company's peers. */
  readonly nodes: readonly FabricNode[];
  /** The company of an MSP id. @throws NetworkError COMPANY_UNKNOWN */
  company(mspId: string): FabricCompany;
  /**
   * Settles when the definition is committed and every peer endorses; the chaincode runs in one process for each company, which all its peers share.
   * @throws NetworkError CHAINCODE_SOURCE_INVALID, CHAINCODE_START_FAILED, PACKAGE_INVALID, LIFECYCLE_FAILED, POLICY_INVALID, COLLECTION_INVALID, FABRIC_NOT_READY
   */
  deployChaincode(options: DeployOptions): Promise<DeployedChaincode>;
  /**
   * Stops a peer or orderer if it runs, and starts it with its ledger; settles when every peer endorses again and the orderers have a
   * leader. @throws NetworkError OPTION_INVALID, FABRIC_START_FAILED, FABRIC_NOT_READY
   */
  restart(name: string): Promise<void>;
  /**
   * Makes the certificates of one more company and starts its peers, which belong to no channel yet: the others have to take it into
   * the channel, and its peers to join. From then on it counts as a company of this network.
   * @throws NetworkError OPTION_INVALID, FABRIC_START_FAILED
   */
  startCompany(company: TopologyOptions['companies'][number]): Promise<FabricCompany>;
  /** Stops the chaincodes that run here and Fabric's programs; the folder stays. */
  stop(): Promise<void>;
}

const channelDefault = 'mychannel';
const governanceDefault: Governance = 'unanimous';
const batchDefault = { messagesMax: 500, timeoutMs: 50 };

/** Issues every certificate and writes the tree. */
async function createMembers(options: {
  plan: NetworkPlan;
  companies: FabricNetworkOptions['companies'];
  keys: KeyBook;
}): Promise<readonly Member[]> {
  const { plan, companies, keys } = options;
  const { orderers, peers } = plan.topology;
  const orderer = await createMember({
    mspId: ordererMspId,
    domain: ordererDomain,
    role: 'orderer',
    nodes: orderers,
    keys,
  });
  const members: Member[] = [];
  for (const { mspId, domain, keyType } of companies) {
    const nodes = peers.filter((peer) => peer.mspId === mspId);
    members.push(await createMember({ mspId, domain, keyType, role: 'peer', nodes, keys }));
  }
  await writeOrganizations({
    directory: plan.organizations,
    peerOrganizations: members.map(memberToOrganization),
    ordererOrganizations: [memberToOrganization(orderer)],
    keys,
  });
  return members;
}

/** All programs of one network, and what watches over them. */
interface Running {
  readonly record: ProcessRecord;
  readonly guard: Guard;
  readonly nodes: FabricNode[];
  readonly chaincode: ChaincodeHost;
}

function toSupervision({ record }: Running, { onExit }: FabricNetworkOptions): NodeSupervision {
  return { record, ...(onExit === undefined ? {} : { onExit }) };
}

async function stopAll({ record, guard, nodes, chaincode }: Running): Promise<void> {
  const [couchdbs, others] = [true, false].map((isCouchdb) =>
    nodes.filter(({ kind }) => (kind === 'couchdb') === isCouchdb).map((node) => node.process),
  );
  await Promise.all([...(others ?? []), chaincode].map((program) => program.stop()));
  // Peers write to them until they end.
  await Promise.all((couchdbs ?? []).map((program) => program.stop()));
  await guard.stop();
  record.close();
}

/** All orderers at once, then all peers: what is started first does not wait for the rest. */
async function startNodes(options: {
  plan: NetworkPlan;
  running: Running;
  supervision: NodeSupervision;
  /** The channel's first block, where the nodes have not joined yet. */
  block: string | undefined;
}): Promise<void> {
  const { plan, running, supervision, block } = options;
  const start = async (node: PlannedNode): Promise<void> => {
    await startNode(plan, node, { ...supervision, onStarted: (started) => running.nodes.push(started) });
    if (block !== undefined) await joinChannel(plan, node, block);
  };
  // A failure counts only once all have come to an end: what still starts could not be stopped.
  const outcomes = await Promise.allSettled([...plan.topology.orderers, ...plan.topology.peers].map(start));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const names = [...plan.topology.orderers, ...plan.topology.peers].map(({ name }) => name);
  const order = [...names, ...names.map(couchdbName)];
  running.nodes.sort((a, b) => order.indexOf(a.process.name) - order.indexOf(b.process.name));
}

function toBlockSettings(options: FabricNetworkOptions): ChannelBlockSettings {
  const { batch = batchDefault, governance = governanceDefault } = options;
  return { batch, governance, channelCapability: chooseCapability(options) };
}

function optionsToSettings(options: FabricNetworkOptions): KeptSettings {
  const { channelId = channelDefault, governance = governanceDefault, consensus = 'raft' } = options;
  const { messagesMax: batchMessages, timeoutMs: batchTimeoutMs } = options.batch ?? batchDefault;
  const companies = options.companies.map(({ mspId, domain, peers = 1 }) => ({ mspId, domain, peers }));
  const orderers = countOrderers(options);
  const { couchdb } = options;
  return {
    ...{ channelId, governance, consensus, orderers, batchMessages, batchTimeoutMs, companies },
    channelCapability: chooseCapability(options),
    stateDatabase: couchdb === undefined ? 'leveldb' : 'couchdb',
    couchdbAddresses: couchdb !== undefined && 'addresses' in couchdb ? couchdb.addresses : [],
  };
}

/** Ports that were chosen before are taken again, whatever is asked for now: the channel's configuration names them. */
async function createPlan(
  options: FabricNetworkOptions,
  kept: KeptNetwork | undefined,
): Promise<NetworkPlan> {
  const { couchdb } = options;
  const hasCouchdb = couchdb !== undefined && !('addresses' in couchdb);
  const topology = kept?.topology ?? (await planTopology({ ...options, hasCouchdb }));
  await checkPortsFree(
    kept?.topology === undefined ? fixedPorts(options, topology) : everyPort(kept.topology),
  );
  const directory = resolve(options.directory);
  return {
    binaries: options.binaries,
    channelId: options.channelId ?? channelDefault,
    directory,
    organizations: resolve(options.organizations ?? join(directory, 'organizations')),
    topology,
    isNew: kept?.topology === undefined,
    ...(couchdb === undefined ? {} : { couchdb }),
    executeTimeoutMs: options.executeTimeoutMs ?? fabricLimits.executeTimeoutMs,
  };
}

/**
 * Starts orderers and each company's peers, all joined to the channel, and returns once the orderers have a leader. Peers find each
 * other by gossip some seconds later: until then endorsements that need several companies fail with FAILED_PRECONDITION.
 * The programs end with this process, in whatever way it ends.
 * @example
 * const binaries = await findFabricBinaries(process.env);
 * const companies = [{ mspId: 'Org1MSP', domain: 'org1.example.com' }];
 * await using network = await startFabricNetwork({ binaries, directory: 'network', companies });
 * @throws NetworkError OPTION_INVALID, PORT_TAKEN, FABRIC_START_FAILED, FABRIC_NOT_READY, DATA_DIRECTORY_DIFFERS; nothing is left running
 */
export async function startFabricNetwork(options: FabricNetworkOptions): Promise<FabricNetwork> {
  checkTopology({ ...options, version: options.binaries.version });
  const settings = optionsToSettings(options);
  const kept =
    options.keep === true
      ? await openKeptNetwork({ directory: resolve(options.directory), settings })
      : undefined;
  const plan = await createPlan(options, kept);
  const { channelId, directory, topology } = plan;
  await makeFolder(directory);
  const record = createProcessRecord(options.processRecord ?? join(directory, 'processes.json'));
  const companies: FabricCompany[] = [];
  const chaincode = createChaincodeHost({
    ...{ channelId, clock: systemClock, randomBytes },
    companies: () => companies,
  });
  const running: Running = { record, guard: startGuard(record.file), nodes: [], chaincode };
  const stop = (): Promise<void> => stopAll(running);
  const operationsPorts = topology.orderers.map(({ operationsPort }) => operationsPort);
  try {
    const keys = kept?.keys ?? createKeyBook();
    const members = await createMembers({ plan, companies: options.companies, keys });
    await kept?.save({ topology, isComplete: kept.topology !== undefined });
    const block = plan.isNew ? await createChannelBlock(plan, toBlockSettings(options)) : undefined;
    await startNodes({ plan, running, supervision: toSupervision(running, options), block });
    await waitForLeader({ channelId, operationsPorts });
    await kept?.save({ topology, isComplete: true });
    for (const member of members) {
      const peers = topology.peers.filter(({ mspId }) => mspId === member.authority.mspId);
      companies.push(memberToCompany(member, peers));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const supervision = toSupervision(running, options);
  return {
    channelId,
    companies,
    nodes: running.nodes,
    company: (mspId) => findCompany(companies, mspId),
    deployChaincode: async (deployment) => {
      await waitUntilEndorsed({ channelId, chaincodeName: lifecycleNamespace, companies });
      const deployed = await chaincode.deploy(deployment);
      await waitUntilEndorsed({ channelId, chaincodeName: deployment.name, companies });
      return deployed;
    },
    async restart(name) {
      await findNode(running.nodes, name).process.restart();
      await waitForLeader({ channelId, operationsPorts });
      await waitUntilEndorsed({ channelId, chaincodeName: lifecycleNamespace, companies });
    },
    async startCompany(company) {
      if (companies.some(({ mspId }) => mspId === company.mspId)) {
        const message = `The network has a company ${company.mspId} already.`;
        throw new NetworkError({ code: 'OPTION_INVALID', message });
      }
      const started = await startCompany(company, { plan, supervision, nodes: running.nodes });
      companies.push(started);
      return started;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
