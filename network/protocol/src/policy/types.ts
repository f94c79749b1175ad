import type { Identity } from '../msp/types';
import type { ComparablePrincipal } from './comparable-principal';
import type { PolicyAnswer } from './policy-answer';

/** Message, its signature, and who claims to have signed it. */
export interface SignedData {
  readonly identity: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** A policy's tree: n of the rules of a gate, or somebody's signature. */
export type PolicyRule =
  | { readonly kind: 'gate'; readonly n: number; readonly rules: readonly PolicyRule[] }
  /** Without a principal when plans cannot weigh it. */
  | { readonly kind: 'principal'; readonly principal: ComparablePrincipal | undefined };

/** A policy that a set of valid, distinct identities satisfies or not. Mirrors common/policies/policy.go. */
export interface Policy {
  /** The identities' signatures were verified already, and equal identities are counted once. */
  isSatisfiedBy(identities: readonly Identity[]): boolean;
  /** The same judgement with what led to it, for people. */
  explain(identities: readonly Identity[]): PolicyAnswer;
  /** What the policy asks for, for endorsement plans. */
  readonly rule: PolicyRule;
}
