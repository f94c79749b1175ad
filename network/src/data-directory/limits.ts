/** Bounds of a data directory. */
export const dataDirectoryLimits = {
  /** Bytes of a file that is read as a whole. */
  sealedFileBytesMax: 64 * 1024 * 1024,
  /** Bytes that are read at a time where a file is only hashed. */
  hashedChunkBytes: 1024 * 1024,
} as const;
