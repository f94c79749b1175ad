import { gatewayMethods } from '../gateway/service';
import type { GatewayContext } from '../gateway/types';
import type { Identity } from '@kontti/fabric-protocol/msp';
import type { Orderer } from '../orderer/orderer';
import { createChaincodeSupport } from '../peer/chaincode-support';
import type { ChaincodeSupport } from '../peer/chaincode-support';
import type { CommitWatcher } from '../peer/commit-watcher';
import { createEndorser } from '../peer/endorser';
import type { EndorserOptions } from '../peer/endorser';
import type { ProposalChecker } from '../peer/proposal-checks';
import { peerMethods } from '../peer/service';
import type { Endorser } from '../peer/types';
import type { RpcMethod } from '../rpc/rpc';
import type { SystemChaincode } from '../system-chaincode/types';
import type { Clock } from '@kontti/fabric-protocol/base';
import { createFaultyEndorser } from '../faults/faulty-endorser';
import { createPeerFaults } from '../faults/peer-faults';
import type { PeerFaults } from '../faults/peer-faults';
import type { ChannelCore } from './channel-core';
import type { CompanyNode } from './company-node';
import type { NetworkCalls } from './reverting';

/** What the peers of all companies share. */
export interface SharedServices {
  readonly core: ChannelCore;
  readonly clock: Clock;
  readonly proposals: ProposalChecker;
  readonly commits: CommitWatcher;
  /** Everything that clients have asked of any of them and wait for. */
  readonly calls: NetworkCalls;
  readonly orderer: Orderer;
  readonly systemChaincodes: readonly SystemChaincode[];
  readonly executeTimeoutMs?: number | undefined;
}

/** A company's peer inside this process. */
export interface CompanyPeer {
  readonly mspId: string;
  readonly endorser: Endorser;
  readonly identity: Identity;
  readonly support: ChaincodeSupport;
  readonly faults: PeerFaults;
  /** What its endorser is made of, for checks that endorse on the side. */
  readonly parts: EndorserOptions;
}

/** Runs chaincode for a company's peer; the chaincodes of `elsewhere` at other addresses than their packages say. */
export function createPeerSupport(options: {
  mspId: string;
  shared: SharedServices;
  elsewhere?: ReadonlyMap<string, string>;
}): ChaincodeSupport {
  const { mspId, shared, elsewhere } = options;
  const { core, clock, systemChaincodes, executeTimeoutMs } = shared;
  return createChaincodeSupport({
    ...{ mspId, channel: core.channel, clock, systemChaincodes },
    installed: async (definition) => {
      const installed = await core.definitions.installed({ mspId, definition });
      const address = elsewhere?.get(definition.name);
      return installed && address !== undefined ? { ...installed, target: { address } } : installed;
    },
    ...(executeTimeoutMs === undefined ? {} : { executeTimeoutMs }),
  });
}

export function createCompanyPeer(options: {
  node: CompanyNode;
  address: string;
  shared: SharedServices;
}): CompanyPeer {
  const { node, address, shared } = options;
  const { mspId, signer } = node;
  const { core, clock, proposals } = shared;
  const { channel } = core;
  const support = createPeerSupport({ mspId, shared });
  const faults = createPeerFaults();
  const readsCache = (): boolean => faults.caches.size > 0;
  const parts = { address, signer, channel, proposals, support, readsCache };
  const endorser = createFaultyEndorser({
    endorser: createEndorser(parts),
    ...{ faults, signer, clock },
  });
  const identity = channel.mspManager.deserialize(signer.serialized);
  return { mspId, endorser, support, faults, parts, identity };
}

/** All services at one company's endpoint. */
export function companyMethods(options: {
  peer: CompanyPeer;
  peers: ReadonlyMap<string, CompanyPeer>;
  /** The endorsers that can be reached; it changes while the network runs. */
  endorsers: ReadonlyMap<string, Endorser>;
  shared: SharedServices;
}): readonly RpcMethod[] {
  const { peer, peers, endorsers, shared } = options;
  const { core, clock, proposals, commits, orderer } = shared;
  const context: GatewayContext = {
    mspId: peer.mspId,
    channel: core.channel,
    proposals,
    clock,
    commits,
    orderer,
    endorsers,
    peerIdentity: (mspId) => peers.get(mspId)?.identity ?? peer.identity,
  };
  const methods = [
    ...gatewayMethods(context),
    ...peerMethods({ channel: core.channel, clock, endorser: peer.endorser }),
  ];
  return methods.map((method) => peer.faults.streams.cuttable(shared.calls.cuttable(method)));
}
