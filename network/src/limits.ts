/** Upper bounds of everything in this package that could grow. */
export const limits = {
  /** Parsed certificates that an MSP manager keeps. */
  cachedIdentitiesMax: 10_000,
  /** Certificates from an identity up to its root. */
  certificateChainMax: 8,
  /** Levels of a policy's gates, or of a combined principal. */
  policyDepthMax: 64,
  /** Characters of a policy's text. */
  policyTextMax: 64 * 1024,
  /** Parsed policies that a channel keeps. */
  cachedPoliciesMax: 10_000,
  /** Sets of companies that are weighed for one policy. */
  organisationSetsMax: 256,
} as const;
