import { limits } from '@kontti/fabric-protocol/base';

/** Bounds of the conversation with chaincode processes; the values are Fabric's defaults where it has them. */
export const chaincodeLimits = {
  /** One execution (core.yaml `chaincode.executetimeout`). */
  executeTimeoutMs: 30_000,
  /** From an accepted connection to the chaincode's registration. */
  registrationTimeoutMs: 30_000,
  /** Connecting, when connection.json does not say. */
  dialTimeoutMs: 3_000,
  /** Results of one query (core.yaml `ledger.state.totalQueryLimit`). */
  queryResultsMax: 100_000,
  /** Results in one message to the chaincode (core/chaincode/query_response_generator.go). */
  queryBatchMax: 100,
  /** Open iterators of one transaction. */
  iteratorsMax: 1_000,
  /** Records in one batched write or read, as READY says to the chaincode; more are served too (core.yaml `chaincode.runtimeParams`). */
  batchedRecordsMax: 1_000,
  /** A message in either direction. */
  messageBytesMax: limits.chaincodeMessageBytesMax,
  /** Chaincodes that dialled one peer. */
  registeredMax: 1_000,
  /** Messages that wait until a chaincode reads them: twice what its transactions can have. */
  unsentMessagesMax: 20_000,
  /** Transactions that one chaincode process executes at a time. */
  transactionsMax: 10_000,
} as const;
