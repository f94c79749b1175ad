import '@kontti/fabric-protocol/clean-protobuf-globals';

export { copyOrganizations } from './copy-organizations';
export { joinSamplesNetwork, notReached } from './join-samples-network';
