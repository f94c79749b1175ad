/** Upper bounds of what one transaction reads, writes and walks. The bounds of requests stand in the model. */
export const CHAINCODE_LIMITS = {
  /** Offers of custody of one shipment: each is verified whenever the shipment is read. */
  offersMax: 64,
  /** Updates of one transport: each is verified whenever the transport is read. */
  updatesMax: 128,
  /** Versions of a rule or of terms past the hint that a reader follows. */
  versionsWalkMax: 1024,
  /** Index entries that one query examines before it returns a page that is not full. */
  scanMax: 300,
  /** Lots that one balance sums. */
  balanceLotsMax: 1000,
  /** Nesting and operands of a rule of endorsement. */
  ruleDepthMax: 8,
  ruleNodesMax: 64,
  /** Sets of companies, any of which satisfies a rule, where companies stand in several places of it. */
  ruleSetsMax: 256,
  /** Callers' certificates whose organisational units a process keeps. */
  certificatesKept: 1000,
  /** Keys that one transaction writes. */
  writesMax: 4096,
} as const;
