/** Upper bounds of the chaincode lifecycle. */
export const lifecycleLimits = {
  /** Packages that a company's peer keeps. */
  installedPackagesMax: 1_000,
  /** Explicit collections of a definition. */
  collectionsMax: 1_000,
} as const;
