/** Bounds of fault injection. */
export const faultLimits = {
  /** Faults that are at work at once. */
  activeMax: 1_000,
  delayMsMax: 60 * 60 * 1000,
} as const;
