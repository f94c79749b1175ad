/** Upper bounds of lifecycle administration. */
export const lifecycleLimits = {
  /** Bytes of a chaincode package as it is sent; a package for chaincode as a service has under a kilobyte. */
  packageBytesMax: 16 * 1024 * 1024,
  /** Bytes of a package once it is unpacked. */
  unpackedBytesMax: 64 * 1024 * 1024,
  /** Files in a package, or in the code archive inside. */
  packageEntriesMax: 1_000,
  /** Packages that a company's peer keeps. */
  installedPackagesMax: 1_000,
  /** Explicit collections of a definition. */
  collectionsMax: 1_000,
} as const;
