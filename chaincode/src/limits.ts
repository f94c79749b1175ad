/** Upper bounds of what one transaction reads, writes and walks. The bounds of requests and series are the model's. */
export const CHAINCODE_LIMITS = {
  /** List entries that one query examines before it returns a page that is not full. */
  scanMax: 1000,
  /** Keys, and bytes of public values, that one query reads before it returns a page that is not full. */
  pageReadsMax: 4000,
  pageBytesReadMax: 8 * 1024 * 1024,
  /** Bytes of the records of a page; the record that exceeds it is the page's last. */
  pageBytesMax: 2 * 1024 * 1024,
  /** Callers' certificates whose organisational units a process keeps. */
  certificatesKept: 1000,
  /** What a process remembers between transactions: keys that no company can change, and bytes of facts that it decoded. */
  finalKeysKept: 50_000,
  factBytesKept: 16 * 1024 * 1024,
  /** Keys and policies that one transaction reads. */
  readsMax: 40_000,
  /** Keys that one transaction writes. */
  writesMax: 4096,
} as const;
