import type { ChannelLedger } from '../ledger/types';
import type { PackageStore } from './package-store';
import type { MspManager } from '@kontti/fabric-protocol/msp';
import type { ChannelPolicies } from '@kontti/fabric-protocol/policy';
import type { SystemChaincodeCall } from './types';

/** What the lifecycle knows of its channel and of the companies whose peers run in this process. */
export interface LifecycleOptions {
  readonly mspManager: MspManager;
  /** The companies as their peers know them without a channel. */
  readonly localMspManager: MspManager;
  readonly channelPolicies: ChannelPolicies;
  /** The companies of the channel's application. */
  readonly applicationMspIds: readonly string[];
  /** The installed packages of each company whose peer runs here. */
  readonly packageStores: ReadonlyMap<string, PackageStore>;
  /** The channels that the peers joined, to say which definitions use a package. */
  readonly ledgers?: () => readonly ChannelLedger[];
}

/** One call of one function. */
export interface LifecycleInvocation {
  readonly options: LifecycleOptions;
  readonly call: SystemChaincodeCall;
}
