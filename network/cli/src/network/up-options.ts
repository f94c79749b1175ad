import type { NetworkEngine } from '../control/network-state';
import type { ChannelCapability, Consensus, Governance } from '@kontti/fabric-admin/consortium';
import type { StateDatabase } from '@kontti/devnet/devnet';
import type { BlockCutting } from '@kontti/devnet/orderer';
import type { CompanyArgument } from '../options/arguments';

/** What `kontti network up` is asked for. */
export interface NetworkUpOptions {
  readonly engine: NetworkEngine;
  readonly dir: string;
  readonly channel: string;
  readonly companies: readonly CompanyArgument[];
  /** The file in which companies wrote down what they agreed on. */
  readonly consortium?: string;
  /** Undefined where each peer has the port that it had before. */
  readonly peerPort: number | undefined;
  /** The folder of fabric-samples whose network is joined. */
  readonly fabricSamples?: string;
  /** The address of this machine where chaincode listens for its peers. */
  readonly chaincodeHost?: string;
  /** Download Fabric's programs when there are none. */
  readonly download?: boolean;
  readonly peers?: number;
  readonly orderers?: number;
  readonly consensus?: Consensus;
  readonly batchMessages: number;
  /** Milliseconds. */
  readonly batchTimeout: number;
  readonly blocks: BlockCutting;
  readonly governance: Governance;
  readonly channelCapability?: ChannelCapability;
  /** Where the network is kept. */
  readonly data?: string;
  readonly stateDb: StateDatabase;
  /** `HOST:PORT` of CouchDBs that run already, one for each peer. */
  readonly couchdb?: readonly string[];
  readonly peerChaincodedev?: boolean;
  readonly verbose?: boolean;
}
