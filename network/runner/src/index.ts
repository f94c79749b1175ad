import '@kontti/fabric-protocol/clean-protobuf-globals';

export { findFabricBinaries, type FabricBinaries } from './fabric/binaries';
export { countCouchdbRequests, type CouchdbRequests } from './fabric/couchdb-requests';
export { findCouchdb, type CouchdbProgram } from './fabric/couchdb-program';
export type { FabricCompany } from './fabric/members';
export {
  startFabricNetwork,
  type FabricNetwork,
  type FabricNetworkOptions,
} from './fabric/start-fabric-network';
export { copyOrganizations } from './samples-network/copy-organizations';
export type { SamplesKind } from './samples-network/find-samples-folders';
export {
  joinSamplesNetwork,
  type JoinSamplesNetworkOptions,
  type SamplesNetwork,
} from './samples-network/join-samples-network';
export type { SamplesCompany } from './samples-network/read-samples-network';

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
