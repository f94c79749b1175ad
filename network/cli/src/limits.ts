/** Upper bounds of the command and of the endpoint by which it reaches a running network. */
export const cliLimits = {
  /** Bytes of one request to the control endpoint. */
  requestBytesMax: 64 * 1024,
  /** Requests that the control endpoint serves at once. */
  controlConnectionsMax: 64,
  /** A chaincode starts within this or not at all; other requests take milliseconds. */
  requestTimeoutMs: 90_000,
  statusTimeoutMs: 2_000,
  /** From the request to stop until the network is gone. */
  downTimeoutMs: 20_000,
  downPollIntervalMs: 50,
  /** Companies of a network that runs in one process. */
  companiesMax: 64,
  /** Processes of chaincode that live with a network. */
  chaincodeProcessesMax: 256,
  /** Chaincode that a network remembers to have run. */
  keptChaincodeMax: 1_024,
  /** How much of the end of a log is looked at for its last lines. */
  logTailBytesMax: 256 * 1024,
  logLinesMax: 10_000,
  logPollIntervalMs: 200,
  batchMessagesMax: 100_000,
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
