import type { peer } from '@hyperledger/fabric-protos';
import type { ChaincodeAddress } from '@kontti/fabric-admin/packages';
import type { ChannelLedger } from '../ledger/types';
import type { ChaincodeDefinition } from '@kontti/fabric-protocol/lifecycle';
import type { MspManager } from '@kontti/fabric-protocol/msp';
import type { ChannelPolicies } from '@kontti/fabric-protocol/policy';

/** What all peers of a channel share. */
export interface Channel {
  readonly channelId: string;
  readonly ledger: ChannelLedger;
  readonly mspManager: MspManager;
  readonly policies: ChannelPolicies;
  /** The committed definition of a chaincode. */
  definition(name: string): Promise<ChaincodeDefinition | undefined>;
}

/** What a company's peer runs for a definition that the company approved. */
export interface InstalledChaincode {
  readonly packageId: string;
  /** Undefined when no package is installed, so that the chaincode has to dial the peer. */
  readonly target: ChaincodeAddress | undefined;
}

/**
 * How a peer answered a proposal. Without a response the call did not reach it or was turned away at its door; with a
 * response and a refusal the proposal was malformed or not allowed.
 */
export interface EndorseOutcome {
  readonly response: peer.ProposalResponse | undefined;
  readonly refusal: string | undefined;
}

/** Of an evaluation the gateway gives away the result alone: what endorses it stays unsigned. */
export type ProposalPurpose = 'endorse' | 'evaluate';

/** A company's peer, as the gateway sees it. */
export interface Endorser {
  readonly mspId: string;
  /** host:port, for error details. */
  readonly address: string;
  processProposal(proposal: peer.SignedProposal, purpose?: ProposalPurpose): Promise<EndorseOutcome>;
  /** True when the company approved and installed the chaincode. */
  hasChaincode(name: string): Promise<boolean>;
}
