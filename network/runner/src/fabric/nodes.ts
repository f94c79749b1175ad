import { join } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { startFabricProcess, type FabricProcess } from './fabric-process';
import { runFabricTool } from './fabric-tool';
import type { FabricNode } from './find-node';
import { nodeCryptoDirectory, nodeDirectory, writeSettings, type NetworkPlan } from './network-plan';
import { ordererSettings } from './orderer-settings';
import { builderConfigVariable, peerSettings } from './peer-settings';
import type { ProcessRecord } from './process-record';
import { awaitCouchdb, startCouchdb, type PeerCouchdb } from './state-database';
import type { PlannedNode } from './topology';

/** How a node is watched while it runs. */
export interface NodeSupervision {
  readonly record: ProcessRecord;
  readonly onExit?: (name: string) => void;
}

/** Starts an orderer; it belongs to no channel yet, or to the one in its ledger. @throws NetworkError FABRIC_START_FAILED */
async function startOrderer(
  plan: NetworkPlan,
  node: PlannedNode,
  supervision: NodeSupervision,
): Promise<FabricProcess> {
  const directory = nodeDirectory(plan, node);
  const configDirectory = await writeSettings({
    directory,
    file: 'orderer.yaml',
    settings: ordererSettings({
      port: node.port,
      adminPort: node.auxiliaryPort,
      operationsPort: node.operationsPort,
      cryptoDirectory: nodeCryptoDirectory(plan, node),
      dataDirectory: directory,
    }),
  });
  return startFabricProcess({
    ...supervision,
    name: node.name,
    command: plan.binaries.path('orderer'),
    args: [],
    configDirectory,
    logFile: join(directory, 'orderer.log'),
    // The last of its listeners to open, and the one that is needed next.
    port: node.auxiliaryPort,
  });
}

/** The CouchDB of a peer, once it answers; undefined where the peer needs none. @throws NetworkError FABRIC_START_FAILED, COUCHDB_UNUSABLE */
async function openCouchdb(
  plan: NetworkPlan,
  node: PlannedNode,
  supervision: NodeSupervision,
): Promise<PeerCouchdb | undefined> {
  const { couchdb, channelId, isNew } = plan;
  if (couchdb === undefined || node.kind !== 'peer') return undefined;
  if ('addresses' in couchdb) {
    const { addresses, user, password } = couchdb;
    const address = addresses[plan.topology.peers.findIndex(({ name }) => name === node.name)];
    if (address === undefined) throw tooFewAddresses(plan);
    return awaitCouchdb({ address, user, password }, { channelId, isNew });
  }
  return startCouchdb({
    ...supervision,
    program: couchdb,
    peer: node.name,
    directory: join(nodeDirectory(plan, node), 'couchdb'),
    port: node.couchdbPort ?? 0,
  });
}

function tooFewAddresses({ topology }: NetworkPlan): NetworkError {
  const names = topology.peers.map(({ name }) => name);
  const message = `Each peer needs a CouchDB of its own: name one address for each of ${names.join(', ')}.`;
  return new NetworkError({ code: 'OPTION_INVALID', message, details: { names } });
}

/** Starts a peer. @throws NetworkError FABRIC_START_FAILED */
async function startPeer(
  plan: NetworkPlan,
  node: PlannedNode,
  supervision: NodeSupervision & { readonly couchdb?: PeerCouchdb },
): Promise<FabricProcess> {
  const directory = nodeDirectory(plan, node);
  const { couchdb } = supervision;
  const siblings = plan.topology.peers.filter(
    ({ mspId, name }) => mspId === node.mspId && name !== node.name,
  );
  const configDirectory = await writeSettings({
    directory,
    file: 'core.yaml',
    settings: peerSettings({
      name: node.name,
      mspId: node.mspId,
      port: node.port,
      chaincodePort: node.auxiliaryPort,
      operationsPort: node.operationsPort,
      siblingPorts: siblings.map(({ port }) => port),
      cryptoDirectory: nodeCryptoDirectory(plan, node),
      dataDirectory: join(directory, 'data'),
      builderDirectory: plan.binaries.builder,
      version: plan.binaries.version,
      executeTimeoutMs: plan.executeTimeoutMs,
      ...(couchdb === undefined ? {} : { couchdbAddress: couchdb.address }),
    }),
  });
  return startFabricProcess({
    ...supervision,
    name: node.name,
    command: plan.binaries.path('peer'),
    args: ['node', 'start'],
    configDirectory,
    env: {
      // What `{{.peername}}` in a package's connection.json means.
      [builderConfigVariable]: JSON.stringify({ peername: node.name }),
      ...(couchdb === undefined ? {} : credentialsOf(couchdb)),
    },
    logFile: join(directory, 'peer.log'),
    port: node.port,
  });
}

function credentialsOf({ user, password }: PeerCouchdb): Readonly<Record<string, string>> {
  return {
    CORE_LEDGER_STATE_COUCHDBCONFIG_USERNAME: user,
    CORE_LEDGER_STATE_COUCHDBCONFIG_PASSWORD: password,
  };
}

/**
 * Starts a node's program, and a peer's CouchDB before it, and returns once they listen. What runs is reported as soon as it does.
 * @throws NetworkError FABRIC_START_FAILED, COUCHDB_UNUSABLE
 */
export async function startNode(
  plan: NetworkPlan,
  node: PlannedNode,
  options: NodeSupervision & { readonly onStarted: (node: FabricNode) => void },
): Promise<void> {
  const { onStarted, ...supervision } = options;
  const { kind, mspId, port } = node;
  const couchdb = await openCouchdb(plan, node, supervision);
  if (couchdb?.process !== undefined) {
    onStarted({ kind: 'couchdb', mspId, endpoint: couchdb.address, process: couchdb.process });
  }
  const start = kind === 'orderer' ? startOrderer : startPeer;
  const started = await start(plan, node, { ...supervision, ...(couchdb === undefined ? {} : { couchdb }) });
  const state = couchdb === undefined ? {} : { couchdb };
  onStarted({ kind, mspId, endpoint: `localhost:${port}`, process: started, ...state });
}

/** Has a running node join the channel by its first block. @throws NetworkError FABRIC_START_FAILED */
export async function joinChannel(plan: NetworkPlan, node: PlannedNode, block: string): Promise<void> {
  const { binaries, channelId, organizations } = plan;
  const tls = join(nodeCryptoDirectory(plan, node), 'tls');
  const configDirectory = nodeDirectory(plan, node);
  if (node.kind === 'orderer') {
    await runFabricTool({
      command: binaries.path('osnadmin'),
      args: ['channel', 'join', '--channelID', channelId, '--config-block', block]
        .concat(['-o', `localhost:${node.auxiliaryPort}`, '--ca-file', join(tls, 'ca.crt')])
        .concat(['--client-cert', join(tls, 'server.crt'), '--client-key', join(tls, 'server.key')]),
      configDirectory,
    });
    return;
  }
  const adminMsp = ['peerOrganizations', node.domain, 'users', `Admin@${node.domain}`, 'msp'];
  await runFabricTool({
    command: binaries.path('peer'),
    args: ['channel', 'join', '-b', block],
    configDirectory,
    env: {
      CORE_PEER_MSPCONFIGPATH: join(organizations, ...adminMsp),
      CORE_PEER_TLS_ROOTCERT_FILE: join(tls, 'ca.crt'),
    },
  });
}
