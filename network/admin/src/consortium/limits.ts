/** Upper bounds of a consortium's file. */
export const consortiumLimits = {
  fileBytesMax: 1024 * 1024,
  companiesMax: 64,
  peersPerCompanyMax: 10,
  collectionsMax: 100,
  batchMessagesMax: 100_000,
  batchTimeoutMsMax: 60_000,
  countMax: 2 ** 31 - 1,
} as const;
