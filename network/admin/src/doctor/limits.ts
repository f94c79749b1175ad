const dayMs = 24 * 3_600_000;

/** Bounds of looking at a network. */
export const doctorLimits = {
  /** A certificate that ends sooner is reported. */
  expirySoonMs: 30 * dayMs,
  /** Files of one folder that are looked at. */
  folderFilesMax: 100,
  /** Bytes of one of those files. */
  fileBytesMax: 1024 * 1024,
  /** Users or peers of one company that are looked at. */
  membersMax: 100,
  /** Until a TLS handshake is through. */
  handshakeTimeoutMs: 5_000,
  /** One question to a peer. */
  callTimeoutMs: 10_000,
  /** How far clocks may be apart without a word. */
  clockToleranceMs: 60_000,
  /** Until a peer's operations endpoint answers. */
  operationsTimeoutMs: 5_000,
} as const;
