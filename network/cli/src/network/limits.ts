/** Bounds of waiting for a network and of reading its logs. */
export const networkLimits = {
  /** From the request to stop until the network is gone. */
  downTimeoutMs: 20_000,
  downPollIntervalMs: 50,
  /** How much of the end of a log is looked at for its last lines. */
  logTailBytesMax: 256 * 1024,
  logPollIntervalMs: 200,
} as const;
