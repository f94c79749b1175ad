/** Bounds that rooms of several packages share. */
export const limits = {
  /** Parsed certificates that an MSP manager keeps. */
  cachedIdentitiesMax: 10_000,
  /** Signatures that an MSP manager remembers as good. */
  goodSignaturesMax: 20_000,
  /** Certificates from an identity up to its root. */
  certificateChainMax: 8,
  /** Levels of a policy's gates, or of a combined principal. */
  policyDepthMax: 64,
  /** Characters of a policy's text. */
  policyTextMax: 64 * 1024,
  /** Parsed policies that a channel keeps. */
  cachedPoliciesMax: 10_000,
  /** Gates and principals of a policy that an endorsement plan weighs. */
  policyRulesMax: 256,
  /** Sets of principals that an endorsement plan weighs. */
  principalSetsMax: 1_000,
  /** Characters of a chaincode's or a collection's name in a read-write set. */
  nameMax: 1_024,
  /** Timers that run while a manual clock is advanced once. */
  timersPerAdvanceMax: 1_000_000,
  /** How far a proposal's or a seek's timestamp may be off (core.yaml `peer.authentication.timewindow`). */
  timeWindowMs: 15 * 60 * 1000,
  /** A message from or to a chaincode (core.yaml `chaincode`, the shim's own default). */
  chaincodeMessageBytesMax: 100 * 1024 * 1024,
  /** Bytes of a file that somebody names and that is read as a whole: a package, a block, a key. */
  fileBytesMax: 128 * 1024 * 1024,
} as const;
