import '@kontti/fabric-protocol/clean-protobuf-globals';

export { type FabricBinaries, findFabricBinaries } from './binaries';
export { type CouchdbProgram, findCouchdb } from './couchdb-program';
export type { CouchdbAddresses, CouchdbOptions } from './state-database';
export { type KeptSettings, openKeptNetwork, readKeptSettings } from './kept-network';

export { endRecordedProcesses, findRecordOwner } from './process-record';
export { waitUntilAdministered, waitUntilEndorsed } from './readiness';
export { type FabricNetwork, startFabricNetwork } from './start-fabric-network';
export type { Topology, TopologyOptions } from './topology';
