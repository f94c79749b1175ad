/** Upper bounds of definitions. */
export const definitionLimits = {
  /** Levels of a contract's parameter or result in its metadata. */
  schemaDepthMax: 64,
} as const;

/** How often other companies' approvals are looked for while they are waited for, and at most how long. */
export const approvalPolling = { intervalMs: 1_000, timeoutMsMax: 7 * 24 * 3_600_000 } as const;

/** How often a peer is asked whether it has seen the approvals of all companies, and the time between. */
export const readinessPolling = { attemptsMax: 100, intervalMs: 100 } as const;
