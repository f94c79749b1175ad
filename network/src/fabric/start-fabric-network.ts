import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { writeOrganizations } from '../certificates';
import { systemClock } from '../clock';
import { NetworkError } from '../errors';
import {
  deployToCompanies,
  findFreePort,
  type DeployOptions,
  type DeployedChaincode,
  type RunningChaincode,
} from '../lifecycle';
import type { FabricBinaries } from './binaries';
import { channelProfile, channelProfileName, type Governance } from './channel-profile';
import {
  runFabricTool,
  startFabricProcess,
  type FabricProcess,
  type FabricToolOptions,
} from './fabric-process';
import {
  createMember,
  memberToCompany,
  memberToOrganization,
  type FabricCompany,
  type Member,
} from './members';
import { waitUntilEndorsed } from './readiness';
import { lifecycleNamespace } from '../system-chaincode/lifecycle-keys';
import { ordererSettings } from './orderer-settings';
import { peerSettings } from './peer-settings';

export interface FabricNetworkOptions {
  readonly binaries: FabricBinaries;
  /** Each gets one peer, `peer0.<domain>`; without a port it takes a free one. */
  readonly companies: readonly {
    readonly mspId: string;
    readonly domain: string;
    readonly peerPort?: number;
  }[];
  /** An empty or new folder: `organizations/`, settings, ledgers and logs go there. */
  readonly directory: string;
  /** Where the tree of keys and certificates is written: `organizations` in the folder by default. */
  readonly organizations?: string;
  readonly channelId?: string;
  readonly batch?: { readonly messagesMax: number; readonly timeoutMs: number };
  readonly governance?: Governance;
}

/** Fabric's own peers and orderer, as processes of this machine. */
export interface FabricNetwork extends AsyncDisposable {
  readonly channelId: string;
  readonly companies: readonly FabricCompany[];
  readonly processes: readonly FabricProcess[];
  /** @throws NetworkError COMPANY_UNKNOWN */
  company(mspId: string): FabricCompany;
  /** Settles when the definition is committed, and the chaincode runs in a process for each company. */
  deployChaincode(options: DeployOptions): Promise<DeployedChaincode>;
  /** Stops the chaincodes and Fabric's programs. */
  stop(): Promise<void>;
}

const ordererDomain = 'example.com';
const batchDefault = { messagesMax: 500, timeoutMs: 50 };

async function writeSettings(options: {
  directory: string;
  file: string;
  settings: object;
}): Promise<string> {
  await mkdir(options.directory, { recursive: true });
  await writeFile(join(options.directory, options.file), stringify(options.settings));
  return options.directory;
}

interface Plan {
  readonly options: FabricNetworkOptions;
  readonly channelId: string;
  readonly organizations: string;
  readonly orderer: Member & { readonly adminPort: number };
  readonly peers: readonly Member[];
}

function nodeDirectory(plan: Plan, kind: 'peer' | 'orderer', { authority, node }: Member): string {
  return join(plan.organizations, `${kind}Organizations`, authority.domain, `${kind}s`, node.commonName);
}

async function createGenesisBlock(plan: Plan): Promise<string> {
  const { options, orderer, peers, organizations, channelId } = plan;
  const profile = channelProfile({
    companies: peers.map(({ authority, node }) => ({
      mspId: authority.mspId,
      mspDirectory: join(organizations, 'peerOrganizations', authority.domain, 'msp'),
      peerPort: node.port,
    })),
    orderer: {
      mspDirectory: join(organizations, 'ordererOrganizations', ordererDomain, 'msp'),
      port: orderer.node.port,
      tlsCertificate: join(nodeDirectory(plan, 'orderer', orderer), 'tls', 'server.crt'),
    },
    batch: options.batch ?? batchDefault,
    governance: options.governance ?? 'unanimous',
  });
  const configDirectory = await writeSettings({
    directory: join(options.directory, 'channel'),
    file: 'configtx.yaml',
    settings: profile,
  });
  const block = join(configDirectory, `${channelId}.block`);
  await runFabricTool({
    command: options.binaries.path('configtxgen'),
    args: ['-profile', channelProfileName, '-channelID', channelId, '-outputBlock', block],
    configDirectory,
  });
  return block;
}

async function startOrderer(plan: Plan, block: string): Promise<FabricProcess> {
  const { options, orderer, channelId } = plan;
  const directory = join(options.directory, 'orderer');
  const cryptoDirectory = nodeDirectory(plan, 'orderer', orderer);
  const configDirectory = await writeSettings({
    directory,
    file: 'orderer.yaml',
    settings: ordererSettings({
      port: orderer.node.port,
      adminPort: orderer.adminPort,
      cryptoDirectory,
      dataDirectory: directory,
    }),
  });
  const started = await startFabricProcess({
    name: orderer.node.commonName,
    command: options.binaries.path('orderer'),
    args: [],
    configDirectory,
    logFile: join(directory, 'orderer.log'),
    // The last of its listeners to open, and the one that is needed next.
    port: orderer.adminPort,
  });
  const tls = join(cryptoDirectory, 'tls');
  return joinOrStop(started, {
    command: options.binaries.path('osnadmin'),
    args: ['channel', 'join', '--channelID', channelId, '--config-block', block]
      .concat(['-o', `localhost:${orderer.adminPort}`, '--ca-file', join(tls, 'ca.crt')])
      .concat(['--client-cert', join(tls, 'server.crt'), '--client-key', join(tls, 'server.key')]),
    configDirectory,
  });
}

/** Has a started node join the channel; a node that cannot is stopped. */
async function joinOrStop(started: FabricProcess, tool: FabricToolOptions): Promise<FabricProcess> {
  try {
    await runFabricTool(tool);
    return started;
  } catch (error) {
    await started.stop();
    throw error;
  }
}

async function startPeer(plan: Plan, member: Member, block: string): Promise<FabricProcess> {
  const { options, organizations } = plan;
  const { authority, node } = member;
  const directory = join(options.directory, node.commonName);
  const cryptoDirectory = nodeDirectory(plan, 'peer', member);
  const configDirectory = await writeSettings({
    directory,
    file: 'core.yaml',
    settings: peerSettings({
      mspId: authority.mspId,
      domain: authority.domain,
      port: node.port,
      chaincodePort: await findFreePort(),
      cryptoDirectory,
      dataDirectory: join(directory, 'data'),
      builderDirectory: options.binaries.builder,
      version: options.binaries.version,
    }),
  });
  const command = options.binaries.path('peer');
  const started = await startFabricProcess({
    name: node.commonName,
    command,
    args: ['node', 'start'],
    configDirectory,
    logFile: join(directory, 'peer.log'),
    port: node.port,
  });
  const adminMsp = ['peerOrganizations', authority.domain, 'users', `Admin@${authority.domain}`, 'msp'];
  return joinOrStop(started, {
    command,
    args: ['channel', 'join', '-b', block],
    configDirectory,
    env: {
      CORE_PEER_MSPCONFIGPATH: join(organizations, ...adminMsp),
      CORE_PEER_TLS_ROOTCERT_FILE: join(cryptoDirectory, 'tls', 'ca.crt'),
    },
  });
}

function findCompany(companies: readonly FabricCompany[], mspId: string): FabricCompany {
  const found = companies.find((company) => company.mspId === mspId);
  if (found === undefined) {
    throw new NetworkError({
      code: 'COMPANY_UNKNOWN',
      message: `the network has no company ${mspId}`,
      details: { mspId },
    });
  }
  return found;
}

async function createPlan(options: FabricNetworkOptions): Promise<Plan> {
  const orderer = await createMember({
    mspId: 'OrdererMSP',
    domain: ordererDomain,
    nodeName: 'orderer',
    role: 'orderer',
    port: await findFreePort(),
  });
  const peers: Member[] = [];
  for (const { mspId, domain, peerPort } of options.companies) {
    const port = peerPort ?? (await findFreePort());
    peers.push(await createMember({ mspId, domain, nodeName: 'peer0', role: 'peer', port }));
  }
  const directory = resolve(options.directory);
  const organizations = resolve(options.organizations ?? join(directory, 'organizations'));
  await writeOrganizations({
    directory: organizations,
    peerOrganizations: peers.map(memberToOrganization),
    ordererOrganizations: [memberToOrganization(orderer)],
  });
  return {
    options: { ...options, directory },
    channelId: options.channelId ?? 'mychannel',
    organizations,
    orderer: { ...orderer, adminPort: await findFreePort() },
    peers,
  };
}

/**
 * Starts one Raft orderer and a peer for each company, all joined to the channel. Peers find each other by gossip some seconds
 * later: until then endorsements that need several companies fail with FAILED_PRECONDITION.
 *
 * @throws NetworkError FABRIC_START_FAILED; nothing is left running
 */
export async function startFabricNetwork(options: FabricNetworkOptions): Promise<FabricNetwork> {
  const plan = await createPlan(options);
  const processes: FabricProcess[] = [];
  const chaincodes: RunningChaincode[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all([...processes.splice(0), ...chaincodes.splice(0)].map((started) => started.stop()));
  };
  try {
    const block = await createGenesisBlock(plan);
    processes.push(await startOrderer(plan, block));
    for (const member of plan.peers) {
      processes.push(await startPeer(plan, member, block));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const { channelId } = plan;
  const companies = plan.peers.map(memberToCompany);
  return {
    channelId,
    companies,
    processes,
    company: (mspId) => findCompany(companies, mspId),
    deployChaincode: async (deployment) => {
      await waitUntilEndorsed({ channelId, chaincodeName: lifecycleNamespace, companies });
      const deployed = await deployToCompanies(deployment, {
        channelId,
        companies,
        clock: systemClock,
        randomBytes,
        onStarted: (chaincode) => chaincodes.push(chaincode),
      });
      await waitUntilEndorsed({ channelId, chaincodeName: deployment.name, companies });
      return deployed;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
