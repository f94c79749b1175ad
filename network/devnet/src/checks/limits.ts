/** Bounds of what is tried out on a devnet without changing it. */
export const checkLimits = {
  /** Up to so many companies every set of them is tried. */
  companiesOfAllSetsMax: 6,
  /** Sets of companies in a policy matrix. */
  setsMax: 512,
  /** Invocations of one check. */
  invocationsMax: 256,
  /** How often a determinism check runs each invocation on either side. */
  rounds: 3,
  /** Differences that a determinism check shows of one invocation. */
  differencesMax: 100,
} as const;
