/** What the command ends with, for scripts. */
export const exitCodes = {
  failed: 1,
  /** Nothing went wrong, and something is left to do: changes that were planned, approvals that were not given. */
  unfinished: 2,
} as const;
