/** Upper bounds of chaincode packages. */
export const packageLimits = {
  /** Bytes of a chaincode package as it is sent; a package for chaincode as a service has under a kilobyte. */
  packageBytesMax: 16 * 1024 * 1024,
  /** Bytes of a package once it is unpacked. */
  unpackedBytesMax: 64 * 1024 * 1024,
  /** Files in a package, or in the code archive inside. */
  packageEntriesMax: 1_000,
} as const;

/** Bounds of asking npm which files belong to a package. */
export const npmLimits = {
  timeoutMs: 30_000,
  outputBytesMax: 16 * 1024 * 1024,
} as const;
