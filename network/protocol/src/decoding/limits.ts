/** Upper bounds of what a description repeats of the bytes that it describes. */
export const decodingLimits = {
  /** Bytes of one argument, value or payload; the rest is cut. */
  valueBytesMax: 4_096,
} as const;
