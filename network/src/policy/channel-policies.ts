import type { MspManager } from '../msp/types';
import type { Policy } from './types';

export interface ChannelPoliciesOptions {
  readonly mspManager: MspManager;
  /** The companies of the channel's application; by default every MSP that the manager knows. */
  readonly applicationMspIds?: readonly string[];
  /** Policy text for `/Channel/Application/LifecycleEndorsement` instead of a majority. */
  readonly lifecycleEndorsement?: string;
}

/** The policies that a channel's configuration would hold. */
export interface ChannelPolicies {
  /** By path, e.g. `/Channel/Application/Writers` or `/Channel/Application/Org1MSP/Readers`. */
  policy(path: string): Policy | undefined;
  /** `peer.ApplicationPolicy` bytes to the policy they are or refer to. @throws NetworkError POLICY_INVALID */
  applicationPolicyToPolicy(bytes: Uint8Array): Policy;
}

/** The policies of fabric-samples' test network for the channel's companies. */
export function createChannelPolicies(options: ChannelPoliciesOptions): ChannelPolicies {
  throw new Error(`not built: ${options.mspManager.mspIds.length}`);
}
