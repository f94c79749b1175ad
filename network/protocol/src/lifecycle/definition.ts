import type { peer } from '@hyperledger/fabric-protos';

/** A chaincode definition as the channel committed it. Mirrors core/chaincode/lifecycle/lifecycle.go. */
export interface ChaincodeDefinition {
  readonly name: string;
  readonly version: string;
  readonly sequence: number;
  readonly endorsementPlugin: string;
  readonly validationPlugin: string;
  /** `peer.ApplicationPolicy` bytes: a signature policy or a reference to a channel policy. */
  readonly validationParameter: Uint8Array;
  readonly collections: readonly peer.StaticCollectionConfig[];
  readonly initRequired: boolean;
}
