import '@kontti/fabric-protocol/clean-protobuf-globals';

export type { DeterminismOptions, DeterminismReport, DeterminismRow, Difference } from './checks/determinism';
export { textToInvocation, type Invocation } from '@kontti/fabric-protocol/envelopes';
export type { MatrixCell, MatrixRow, PolicyMatrix, PolicyMatrixOptions } from './checks/policy-matrix';
export { startDevnet } from './devnet/start-devnet';
export type { TransactionName, TransactionTrace } from './devnet/trace';
export type {
  ChaincodeListenerOptions,
  CompanyOptions,
  Devnet,
  DevnetCompany,
  DevnetOptions,
  OrdererEndpoint,
  SnapshotId,
  StateDatabase,
} from './devnet/types';
export { useDevnet, type DevnetFixture, type TestHooks, type UseDevnetOptions } from './devnet/use-devnet';
export type {
  Fault,
  FaultDescription,
  FaultKind,
  Faults,
  StreamKind,
  WrongEndorsement,
} from './faults/types';
export type { LedgerSnapshot } from './ledger/types';
export type { Logger } from './devnet/logger';
export { createManualClock, type ManualClock } from '@kontti/fabric-protocol';
export type { BlockCutting } from './orderer/block-cutter';
export type { RefusalCause } from './validation/refusal-cause';

// What the functions above take, give and throw comes from the packages below; who uses this one need not name them.
export type {
  ChaincodeSource,
  CollectionConfig,
  ContractClass,
  Contracts,
  DeployedChaincode,
  DeployOptions,
  Governance,
} from '@kontti/fabric-admin';
export {
  NetworkError,
  networkErrorCodes,
  type IssuedIdentity,
  type NetworkErrorCode,
} from '@kontti/fabric-protocol';
