/** Bounds of ordering; the values are those of fabric-samples' test network (configtx.yaml). */
export const ordererLimits = {
  /** Transactions in a block. */
  messagesMax: 10,
  /** How long a transaction waits for others. */
  batchTimeoutMs: 2_000,
  /** No transaction may be larger (`AbsoluteMaxBytes`). */
  absoluteBytesMax: 99 * 1024 * 1024,
  /** A block is cut before it grows beyond this (`PreferredMaxBytes`). */
  preferredBytesMax: 512 * 1024,
  /** Transactions that wait for their block's commit. */
  queuedMessagesMax: 100_000,
  /** Bytes of transactions that wait for a block by hand or by interval; they fit into one message of a delivered block. */
  heldBytesMax: 64 * 1024 * 1024,
} as const;
