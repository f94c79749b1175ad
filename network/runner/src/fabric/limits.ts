/** Bounds of running Fabric's own programs. */
export const fabricLimits = {
  /** Peers of one company: their ports are ten apart, the companies' two thousand. */
  peersPerCompanyMax: 16,
  /** Until a program listens. */
  startTimeoutMs: 30_000,
  /** Between two looks whether it does. */
  pollIntervalMs: 50,
  /** After a polite request to end. */
  stopTimeoutMs: 10_000,
  /** Until orderers have a leader, and until the first endorsement by every peer succeeds: gossip converges in seconds. */
  convergenceTimeoutMs: 60_000,
  convergencePollMs: 100,
  /** Until an orderer answers a request for its metrics. */
  probeTimeoutMs: 5_000,
  /** One execution of chaincode, unless asked otherwise. */
  executeTimeoutMs: 30_000,
  /** How much of a failed tool's output an error keeps. */
  outputCharactersMax: 4000,
} as const;
