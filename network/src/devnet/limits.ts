/** Bounds of a devnet. */
export const devnetLimits = {
  companiesMax: 100,
  /** A gRPC message in either direction. */
  messageBytesMax: 100 * 1024 * 1024,
} as const;
