/** Upper bounds of a ledger. */
export const ledgerLimits = {
  /** Newest blocks that a ledger keeps parsed. */
  cachedBlocksMax: 16,
  /** Endorsed transactions whose private writes wait for their block. */
  keptTransactionsMax: 20_000,
  /** Bytes of private writes that wait for their block. */
  keptPrivateBytesMax: 256 * 1024 * 1024,
  /** Different private write sets that wait for one transaction. */
  keptCollectionsPerTransactionMax: 1_000,
  /** Snapshots of a ledger. */
  snapshotsMax: 256,
  /** Changes of a store that a revert writes at a time, give or take those of one block. */
  revertOperationsMax: 20_000,
  /** Names of chaincodes, and of their collections, whose definition a ledger keeps. */
  cachedDefinitionsMax: 1_000,
  cachedCollectionsMax: 10_000,
} as const;
