import { join } from 'node:path';
import { startFabricProcess, type FabricProcess } from './fabric-process';
import { runFabricTool } from './fabric-tool';
import { nodeCryptoDirectory, nodeDirectory, writeSettings, type NetworkPlan } from './network-plan';
import { ordererSettings } from './orderer-settings';
import { builderConfigVariable, peerSettings } from './peer-settings';
import type { ProcessRecord } from './process-record';
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

/** Starts a peer. @throws NetworkError FABRIC_START_FAILED */
async function startPeer(
  plan: NetworkPlan,
  node: PlannedNode,
  supervision: NodeSupervision,
): Promise<FabricProcess> {
  const directory = nodeDirectory(plan, node);
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
    }),
  });
  return startFabricProcess({
    ...supervision,
    name: node.name,
    command: plan.binaries.path('peer'),
    args: ['node', 'start'],
    configDirectory,
    // What `{{.peername}}` in a package's connection.json stands for.
    env: { [builderConfigVariable]: JSON.stringify({ peername: node.name }) },
    logFile: join(directory, 'peer.log'),
    port: node.port,
  });
}

/** Starts a node's program and returns once it listens. @throws NetworkError FABRIC_START_FAILED */
export function startNode(
  plan: NetworkPlan,
  node: PlannedNode,
  supervision: NodeSupervision,
): Promise<FabricProcess> {
  return (node.kind === 'orderer' ? startOrderer : startPeer)(plan, node, supervision);
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
