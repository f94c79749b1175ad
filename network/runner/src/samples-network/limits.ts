/** Bounds of joining a network that fabric-samples started. */
export const samplesLimits = {
  /** Until a peer or orderer has answered by TLS. */
  probeTimeoutMs: 3_000,
} as const;
