/** Upper bounds of reading a channel's ledger from a peer. */
export const explorerLimits = {
  /** Bytes of one block; test-network's orderer makes none above 99 MiB. */
  blockBytesMax: 128 * 1024 * 1024,
  /** Until a peer answers with its view of the channel. */
  membershipTimeoutMs: 5_000,
} as const;
