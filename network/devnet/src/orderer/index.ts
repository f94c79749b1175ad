import '@kontti/fabric-protocol/clean-protobuf-globals';

export type { BlockCutting } from './block-cutter';
