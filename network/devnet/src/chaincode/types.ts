import type { peer } from '@hyperledger/fabric-protos';
import type { Simulator } from '../ledger/types';
import type { Identity } from '@kontti/fabric-protocol/msp';

/** One execution of a chaincode, on behalf of a proposal. */
export interface ChaincodeCall {
  readonly channelId: string;
  readonly txId: string;
  readonly name: string;
  readonly input: peer.ChaincodeInput;
  readonly signedProposal: peer.SignedProposal;
  /** The chaincode that the proposal names; a nested call has another `name`. */
  readonly proposedName: string;
  readonly creator: Identity;
  readonly simulator: Simulator;
}

/** What the creator may do with a collection's plain values. */
export interface CollectionAccess {
  readonly read: boolean;
  readonly write: boolean;
}

/** What the chaincode's requests need from the peer. */
export interface ChaincodeHost {
  /** @throws NetworkError COLLECTION_UNKNOWN */
  collectionAccess(options: {
    namespace: string;
    collection: string;
    creator: Identity;
    simulator: Simulator;
  }): Promise<CollectionAccess>;
  /** A call from chaincode to chaincode, in the same transaction. */
  invoke(call: ChaincodeCall): Promise<peer.ChaincodeMessage>;
}
