import type { peer } from '@hyperledger/fabric-protos';
import type { Identity } from '@kontti/fabric-protocol/msp';
import type { Simulator } from '../ledger/types';

/** One call of a chaincode that is part of the peer. */
export interface SystemChaincodeCall {
  /** `_lifecycle`'s functions, `qscc`'s, … */
  readonly functionName: string;
  readonly args: readonly Uint8Array[];
  readonly simulator: Simulator;
  readonly creator: Identity;
  /** The company whose peer executes the call. */
  readonly mspId: string;
  /** Empty when the proposal names no channel (installing a package). */
  readonly channelId: string;
}

/** `_lifecycle`, `qscc`, `cscc`: executed by the peer itself. */
export interface SystemChaincode {
  readonly name: string;
  invoke(call: SystemChaincodeCall): Promise<peer.Response>;
}
