/** Bounds of the gateway; the values are Fabric's defaults (core.yaml `peer.gateway`). */
export const gatewayLimits = {
  /** One endorsement (`endorsementTimeout`). */
  endorsementTimeoutMs: 30_000,
  /** Sets of companies that an endorsement plan tries. */
  layoutsMax: 100,
  /** Calls of one endpoint that run at a time (`peer.limits.concurrency.gatewayService`, raised for tests). */
  concurrentCallsMax: 20_000,
} as const;
