/** Upper bounds of what is kept about a refused transaction. */
export const validationLimits = {
  /** Characters of a key or a policy in a reason. */
  textMax: 1_000,
  /** Endorsers, satisfied and missing principals that a reason names. */
  principalsMax: 64,
  /** Transactions of a block from which on signatures are verified beside the event loop. */
  concurrentVerificationMin: 16,
} as const;
