import '@kontti/fabric-protocol/clean-protobuf-globals';

export { readDataRecord } from './data-directory';
