import type { Identity } from '../msp/types';

/** Message, its signature, and who claims to have signed it. */
export interface SignedData {
  readonly identity: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** A policy that a set of valid, distinct identities satisfies or not. Mirrors common/policies/policy.go. */
export interface Policy {
  /** The identities' signatures were verified already, and equal identities are counted once. */
  isSatisfiedBy(identities: readonly Identity[]): boolean;
  /**
   * The smallest sets of companies whose peers' signatures satisfy the policy, for endorsement plans; bounded.
   * Ordered: fewest companies first, then by name.
   */
  minimalOrganisations(options: { available: readonly string[] }): readonly (readonly string[])[];
}
