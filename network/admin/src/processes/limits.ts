/** Bounds of the processes that run chaincode. */
export const processLimits = {
  /** Lines of output that are kept to explain a failure. */
  outputLinesMax: 200,
  /** Lines of output that an error repeats. */
  failureLinesMax: 15,
  /** Characters of one line; the rest is cut. */
  outputLineLengthMax: 2_000,
  /** From the start to listening: a cold start on a busy machine takes seconds. */
  readyTimeoutMs: 60_000,
  readyPollIntervalMs: 50,
  /** From the request to stop to the end by force. */
  stopTimeoutMs: 5_000,
  /** Processes of one network. */
  processesMax: 256,
  /** How long a chaincode's compiled output must rest before it counts as complete. */
  outputRestMs: 200,
} as const;

/** How a chaincode that ends by itself is started again. */
export const supervisionLimits = {
  /** Failures one after the other before it is given up. */
  failuresMax: 10,
  /** Before the first new start; each failure after the other doubles it. */
  delayMs: 500,
  delayMsMax: 30_000,
  /** Who ran as long as this had not failed at its start. */
  stableMs: 60_000,
} as const;

/** Bounds of a chaincode that is loaded to describe itself. */
export const metadataLimits = {
  timeoutMs: 30_000,
  /** What it may write while its metadata is read. */
  outputBytesMax: 16 * 1024 * 1024,
} as const;
