/** Bounds of a devnet. */
export const devnetLimits = {
  companiesMax: 100,
  /** A gRPC message in either direction. */
  messageBytesMax: 100 * 1024 * 1024,
  /** How long a suite's network may take to start and to be set up. */
  setupTimeoutMs: 120_000,
} as const;
