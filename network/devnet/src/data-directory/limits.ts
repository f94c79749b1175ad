/** Bounds of a data directory. */
export const dataDirectoryLimits = {
  /** Bytes that are read at a time where a file is only hashed. */
  hashedChunkBytes: 1024 * 1024,
} as const;
