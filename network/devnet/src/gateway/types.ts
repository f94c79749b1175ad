import type { Clock } from '@kontti/fabric-protocol/base';
import type { Identity } from '@kontti/fabric-protocol/msp';
import type { Orderer } from '../orderer/orderer';
import type { CommitWatcher } from '../peer/commit-watcher';
import type { ProposalChecker } from '../peer/proposal-checks';
import type { Channel, Endorser } from '../peer/types';

/** What one company's gateway works with. */
export interface GatewayContext {
  readonly mspId: string;
  readonly channel: Channel;
  readonly proposals: ProposalChecker;
  readonly clock: Clock;
  readonly orderer: Pick<Orderer, 'mspId' | 'address' | 'broadcast'>;
  /** The peers by MSP id that can be reached, the gateway's own among them. */
  readonly endorsers: ReadonlyMap<string, Endorser>;
  /** The identity of a company's peer. */
  peerIdentity(mspId: string): Identity;
  readonly commits: CommitWatcher;
  readonly endorsementTimeoutMs?: number;
}
