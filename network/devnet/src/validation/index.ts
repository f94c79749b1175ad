import '@kontti/fabric-protocol/clean-protobuf-globals';

export type { RefusalCause } from './refusal-cause';
