/** Bounds of the endpoint by which commands reach a running network, and of the processes that it keeps. */
export const controlLimits = {
  /** Bytes of one request to the control endpoint. */
  requestBytesMax: 64 * 1024,
  /** Requests that the control endpoint serves at once. */
  controlConnectionsMax: 64,
  /** A chaincode starts within this or not at all; other requests take milliseconds. */
  requestTimeoutMs: 90_000,
  statusTimeoutMs: 2_000,
  /** Chaincode that a network remembers to have run. */
  keptChaincodeMax: 1_024,
} as const;
