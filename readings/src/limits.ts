/** Bounds of what sources take. */
export const sourceLimits = {
  /** Characters of a line of a file; a longer one is refused. */
  lineLengthMax: 64 * 1024,
  /** Columns of a file. */
  columnsMax: 256,
  /** Bytes of a message of MQTT. */
  messageBytesMax: 4 * 1024 * 1024,
  /** First pause before a message that could not be kept is tried again, in milliseconds; it doubles up to `pauseMsMax`. */
  pauseMs: 100,
  /** Longest such pause, in milliseconds. */
  pauseMsMax: 10_000,
  /** Rows of one message. */
  messageRowsMax: 10_000,
} as const;
