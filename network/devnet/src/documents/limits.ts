/** Upper bounds of queries on documents. */
export const documentLimits = {
  /** Levels of a query's JSON. */
  queryDepthMax: 64,
  /** Bytes of a query. */
  queryBytesMax: 1024 * 1024,
  /** Indexes that a package may bring. */
  indexesMax: 100,
} as const;
