/** Bounds of fetching a release archive of Fabric; one of v3.1 has 125 MB, and 400 MB once unpacked. */
export const releaseLimits = {
  archiveBytesMax: 1024 * 1024 * 1024,
  unpackedBytesMax: 4 * 1024 * 1024 * 1024,
  entriesMax: 10_000,
  /** Without a byte for this long the download has broken off. */
  silenceTimeoutMs: 60_000,
} as const;
