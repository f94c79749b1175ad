import '@kontti/fabric-protocol/clean-protobuf-globals';

export { consortiumCollections } from './collections';
export { readConsortium } from './read-consortium';
export type { ChannelCapability, Consensus, Consortium, Governance } from './types';
