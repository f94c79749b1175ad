import type { ChannelCapability, Consensus } from '@kontti/fabric-admin/consortium';
import { checkPort, NetworkError } from '@kontti/fabric-protocol/base';
import type { AuthorityKeyType } from '@kontti/fabric-protocol/certificates';
import { fabricLimits } from './limits';
import { findFreePorts } from './ports';

/** One program of the network: where it listens, and whose it is. */
export interface PlannedNode {
  readonly kind: 'peer' | 'orderer';
  /** Its certificate's name: `peer0.org1.example.com`, `orderer2.example.com`. */
  readonly name: string;
  readonly mspId: string;
  readonly domain: string;
  readonly port: number;
  /** An orderer's participation API; a peer's listener for chaincode that would dial it. */
  readonly auxiliaryPort: number;
  /** Health and metrics, without TLS on loopback. */
  readonly operationsPort: number;
  /** Where a peer's own CouchDB listens, if it has one. */
  readonly couchdbPort?: number;
}

export interface TopologyOptions {
  /** The companies, each with 1 to 16 peers. */
  readonly companies: readonly {
    readonly mspId: string;
    readonly domain: string;
    /** Port of the first peer, the next ones listen 10 apart; without it all take free ports. */
    readonly peerPort?: number;
    /** 1 by default. */
    readonly peers?: number;
    /** Of its authority, peers and users; P-256 by default. Ed25519 needs the capability V3_0. */
    readonly keyType?: AuthorityKeyType;
  }[];
  /** 1 or 3 with Raft, 4 with BFT; by default the fewest. */
  readonly orderers?: number;
  /** How orderers agree, `raft` by default; `bft` needs Fabric v3. */
  readonly consensus?: Consensus;
  /** `V2_0` by default, and `V3_0` with BFT. */
  readonly channelCapability?: ChannelCapability;
  /** Whether each peer gets a CouchDB of its own. */
  readonly hasCouchdb?: boolean;
  /** Port of the first orderer, the next ones listen 10 apart, their participation API 3 above; without it free ones. */
  readonly ordererPort?: number;
}

export interface Topology {
  readonly consensus: Consensus;
  readonly orderers: readonly PlannedNode[];
  /** Company by company, in the order of the companies. */
  readonly peers: readonly PlannedNode[];
}

export const ordererMspId = 'OrdererMSP';
export const ordererDomain = 'example.com';

const orderersOf: Readonly<Record<Consensus, readonly number[]>> = { raft: [1, 3], bft: [4] };
const portStep = 10;
const adminPortStep = 3;

/** The orderers that are asked for, or the fewest that agree so. */
export function countOrderers({ consensus = 'raft', orderers }: TopologyOptions): number {
  return orderers ?? orderersOf[consensus][0] ?? 1;
}

/** The capability that is asked for, or the oldest that is enough for the consensus. */
export function chooseCapability({ consensus, channelCapability }: TopologyOptions): ChannelCapability {
  return channelCapability ?? (consensus === 'bft' ? 'V3_0' : 'V2_0');
}

/** fabric-samples names the first orderer without a number. */
function ordererName(index: number): string {
  return `orderer${index === 0 ? '' : index + 1}.${ordererDomain}`;
}

/** BFT is asked of programs that do not know it. */
export function bftUnknown(version: string): NetworkError {
  return refuse(`BFT came with Fabric v3, and these programs are ${version}: use raft, or take v3.`);
}

function capabilityUnknown(version: string): NetworkError {
  return refuse(
    `The channel capability V3_0 came with Fabric v3, and these programs are ${version}: use V2_0, or take v3.`,
  );
}

function refuse(message: string): NetworkError {
  return new NetworkError({ code: 'OPTION_INVALID', message });
}

/** @throws NetworkError OPTION_INVALID when the network cannot be built so, or not with this version of Fabric's programs */
export function checkTopology(options: TopologyOptions & { readonly version: string }): void {
  const { companies, consensus = 'raft', version } = options;
  const allowed = orderersOf[consensus];
  const orderers = countOrderers(options);
  if (!allowed.includes(orderers)) {
    throw refuse(`${consensus} runs on ${allowed.join(' or ')} orderers here, not on ${orderers}.`);
  }
  const capability = chooseCapability(options);
  if (consensus === 'bft' && capability !== 'V3_0') {
    throw refuse(`BFT needs the channel capability V3_0, not ${capability}.`);
  }
  const unknown = companies.find(({ keyType }) => keyType === 'Ed25519' && capability !== 'V3_0');
  if (unknown !== undefined) {
    throw refuse(
      `Keys of Ed25519, as ${unknown.mspId} is to have, need the channel capability V3_0, not ${capability}.`,
    );
  }
  if (/^v?2\./.test(version)) {
    if (consensus === 'bft') throw bftUnknown(version);
    if (capability === 'V3_0') throw capabilityUnknown(version);
  }
  checkPeers(companies);
  checkPorts([...planOrderers(options, anyPort), ...planPeers(options, anyPort)]);
}

/** In place of a free port, where only those that somebody chose count. */
const anyPort = (): number => 0;

/** Later peers and orderers listen above the port that was chosen. */
function checkPorts(nodes: readonly PlannedNode[]): void {
  for (const { name, mspId, port, auxiliaryPort } of nodes) {
    for (const each of [port, auxiliaryPort]) checkPort(each, `${name} (${mspId})`);
  }
}

function checkPeers(companies: TopologyOptions['companies']): void {
  for (const { mspId, peers = 1 } of companies) {
    if (!Number.isInteger(peers) || peers < 1 || peers > fabricLimits.peersPerCompanyMax) {
      throw refuse(`${mspId} can have 1 to ${fabricLimits.peersPerCompanyMax} peers, not ${peers}.`);
    }
  }
}

function planOrderers(options: TopologyOptions, takePort: () => number): PlannedNode[] {
  const { ordererPort } = options;
  return Array.from({ length: countOrderers(options) }, (_, index) => {
    const port = ordererPort === undefined ? takePort() : ordererPort + index * portStep;
    return {
      kind: 'orderer',
      name: ordererName(index),
      mspId: ordererMspId,
      domain: ordererDomain,
      port,
      auxiliaryPort: ordererPort === undefined ? takePort() : port + adminPortStep,
      operationsPort: takePort(),
    };
  });
}

function planPeers(options: TopologyOptions, takePort: () => number): PlannedNode[] {
  return options.companies.flatMap(({ mspId, domain, peerPort, peers = 1 }) =>
    Array.from({ length: peers }, (_, index) => ({
      kind: 'peer' as const,
      name: `peer${index}.${domain}`,
      mspId,
      domain,
      port: peerPort === undefined ? takePort() : peerPort + index * portStep,
      auxiliaryPort: takePort(),
      operationsPort: takePort(),
      ...(options.hasCouchdb === true ? { couchdbPort: takePort() } : {}),
    })),
  );
}

/** The same for the peers of one more company. @throws NetworkError OPTION_INVALID */
export async function planCompany(
  company: TopologyOptions['companies'][number],
  hasCouchdb = false,
): Promise<readonly PlannedNode[]> {
  checkPeers([company]);
  const options = { companies: [company], hasCouchdb };
  checkPorts(planPeers(options, anyPort));
  let wanted = 0;
  planPeers(options, () => (wanted += 1));
  const free = await findFreePorts(wanted);
  return planPeers(options, () => free.pop() ?? 0);
}

/** Names every program of a network and gives it its ports. */
export async function planTopology(options: TopologyOptions): Promise<Topology> {
  let wanted = 0;
  const count = (): number => (wanted += 1);
  // Once to count the free ports that are needed, once with them.
  planOrderers(options, count);
  planPeers(options, count);
  const free = await findFreePorts(wanted);
  const takePort = (): number => free.pop() ?? 0;
  return {
    consensus: options.consensus ?? 'raft',
    orderers: planOrderers(options, takePort),
    peers: planPeers(options, takePort),
  };
}
