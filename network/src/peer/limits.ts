/** Bounds of a peer's services; the values are Fabric's defaults. */
export const peerLimits = {
  /** How far a proposal's or a seek's timestamp may be off (core.yaml `peer.authentication.timewindow`). */
  timeWindowMs: 15 * 60 * 1000,
  /** A gRPC message in either direction. */
  messageBytesMax: 100 * 1024 * 1024,
  /** Blocks that wait for a slow reader of one stream; more are read again from the ledger. */
  queuedBlocksMax: 100,
} as const;
