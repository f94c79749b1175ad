/** Upper bounds of what the command takes and shows. */
export const cliLimits = {
  /** Companies of a network that runs in one process. */
  companiesMax: 64,
  logLinesMax: 10_000,
  batchMessagesMax: 100_000,
  /** Readings of a batch, as the model bounds them. */
  batchReadingsMax: 1_000,
  /** Points of a series, as the SDK bounds them. */
  seriesPointsMax: 10_000,
  batchTimeoutMsMax: 60_000,
  blockIntervalMsMax: 3_600_000,
  /** Attributes of an identity. */
  attributesMax: 100,
  portMax: 65_535,
  /** Characters of a value, and entries of a list, that are shown as text; `--json` shows all. */
  shownCharactersMax: 160,
  shownEntriesMax: 50,
  /** Blocks that are shown at once. */
  shownBlocksMax: 1_000_000,
} as const;
