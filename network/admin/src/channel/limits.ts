/** Upper bounds of channel administration. */
export const channelLimits = {
  /** Groups within groups of a configuration; Fabric's own has three levels. */
  groupDepthMax: 50,
  /** Bytes of a file with a block, a configuration or an update. */
  fileBytesMax: 128 * 1024 * 1024,
  /** Signatures that an update carries. */
  signaturesMax: 1_000,
  /** Anchor peers of a company. */
  anchorPeersMax: 100,
  batchMessagesMax: 100_000,
  batchTimeoutMsMax: 60_000,
  batchBytesMax: 1024 * 1024 * 1024,
} as const;

export const channelTimeouts = {
  /** One block from a peer or an orderer. */
  deliverMs: 30_000,
  /** An orderer's answer to an update. */
  broadcastMs: 30_000,
  /** From the orderer's answer until the own peer has the new configuration. */
  commitMs: 60_000,
} as const;

/** How often an update is sent again while the orderers choose their leader, and the time between. */
export const broadcastRetries = { attemptsMax: 20, intervalMs: 500 } as const;
