/** Bounds of running Fabric's own programs. */
export const fabricLimits = {
  /** Until a program listens. */
  startTimeoutMs: 30_000,
  /** Between two looks whether it does. */
  pollIntervalMs: 50,
  /** After a polite request to end. */
  stopTimeoutMs: 10_000,
  /** Until the first endorsement by every company succeeds: gossip converges in seconds. */
  convergenceTimeoutMs: 60_000,
  convergencePollMs: 100,
  /** How much of a failed tool's output an error keeps. */
  outputCharactersMax: 4000,
} as const;
