/** Upper bounds of queries on documents. */
export const documentLimits = {
  /** Levels of JSON, in queries and in documents: what has more is taken for no JSON. To Go that begins at 10,000. */
  jsonDepthMax: 1_000,
  /** Levels of a selector. */
  queryDepthMax: 64,
  /** Bytes of a query. */
  queryBytesMax: 1024 * 1024,
  /** Characters of a regular expression. */
  patternLengthMax: 4_096,
  /** Compiled regular expressions that are kept. */
  patternsMax: 64,
  /** Indexes that a package may bring. */
  indexesMax: 100,
  /** Rows that a peer asks CouchDB for at a time (`internalQueryLimit`). */
  internalPageRows: 1_000,
} as const;
