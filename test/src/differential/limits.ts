/** Bounds of the comparison. */
export const differentialLimits = {
  /** Histories side by side on one network. */
  lanes: 24,
  /** Endorsements at a time. */
  endorsementsMax: 16,
  /** Longer than it takes to submit a block: it is cut by the number of its transactions, never by time. */
  batchTimeoutMs: 5_000,
  /** Both networks begin at this height, however their deployments shared blocks. */
  startHeight: 10,
  /** As a real orderer has it (`PreferredMaxBytes` of the networks here); blocks stay below. */
  preferredBytesMax: 2 * 1024 * 1024,
  /** Rounds of dropping parts of a history that showed a difference. */
  shrinkRoundsMax: 8,
  /** Differing histories that are made smaller. */
  shrunkMax: 3,
} as const;
