import { limits } from '@kontti/fabric-protocol/base';

/** Bounds of a peer's services; the values are Fabric's defaults. */
export const peerLimits = {
  /** How far a proposal's or a seek's timestamp may be off (core.yaml `peer.authentication.timewindow`). */
  timeWindowMs: limits.timeWindowMs,
  /** Calls of one peer's own services that run at a time (`peer.limits.concurrency`). */
  concurrentCallsMax: 2_500,
} as const;
