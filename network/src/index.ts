import './clean-protobuf-globals';

export * from './channel';
export { consortiumCollections } from './consortium/collections';
export { parseConsortium } from './consortium/parse-consortium';
export { readConsortium } from './consortium/read-consortium';
export type { CollectionTemplate, Consortium, ConsortiumCompany } from './consortium/types';
export { systemClock } from './clock';
export type { Clock } from './clock';
export { decodeBlock, decodeTransaction } from './decoding';
export type { DecodedBlock, DecodedTransaction, DecodedValue } from './decoding';
export { startDevnet } from './devnet/start-devnet';
export type {
  ChaincodeListenerOptions,
  CompanyOptions,
  Devnet,
  DevnetCompany,
  DevnetGovernance,
  DevnetOptions,
  OrdererEndpoint,
  SnapshotId,
  StateDatabase,
} from './devnet/types';
export type { TransactionName, TransactionTrace } from './devnet/trace';
export { useDevnet } from './devnet/use-devnet';
export type { DevnetFixture, TestHooks, UseDevnetOptions } from './devnet/use-devnet';
export { findFabricBinaries } from './fabric/binaries';
export type { FabricBinaries } from './fabric/binaries';
export type { FabricCompany } from './fabric/members';
export { startFabricNetwork } from './fabric/start-fabric-network';
export type { FabricNetwork, FabricNetworkOptions } from './fabric/start-fabric-network';
export type { DeterminismOptions, DeterminismReport, DeterminismRow, Difference } from './checks/determinism';
export { textToInvocation } from './checks/invocation';
export type { Invocation } from './checks/invocation';
export type { MatrixCell, MatrixRow, PolicyMatrix, PolicyMatrixOptions } from './checks/policy-matrix';
export type {
  Fault,
  FaultDescription,
  FaultKind,
  Faults,
  StreamKind,
  WrongEndorsement,
} from './faults/types';
export { createManualClock } from './manual-clock';
export type { ManualClock } from './manual-clock';
export type { BlockCutting } from './orderer/block-cutter';
export { NetworkError, networkErrorCodes } from './errors';
export type { NetworkErrorCode } from './errors';
export type { IssuedIdentity } from './certificates';
export type {
  ChaincodeSource,
  CollectionConfig,
  ContractClass,
  Contracts,
  DeployOptions,
  DeployedChaincode,
} from './lifecycle';
export { copyOrganizations } from './samples-network/copy-organizations';
export type { SamplesKind } from './samples-network/find-samples-folders';
export { joinSamplesNetwork } from './samples-network/join-samples-network';
export type { JoinSamplesNetworkOptions, SamplesNetwork } from './samples-network/join-samples-network';
export type { SamplesCompany } from './samples-network/read-samples-network';
export type { PeerTarget } from './lifecycle';
export { createSigner, type Signer } from './signer';
export type { LedgerSnapshot } from './ledger/types';
export type { Logger } from './logger';
export type { RefusalCause } from './validation/refusal-cause';
