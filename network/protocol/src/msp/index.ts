import '../base/clean-protobuf-globals';

export { createChainFinder } from './certificate-chain';
export { expiresAtMs } from './expires-at';
export { nodeRoleOf } from './identity';
export { createMspManager } from './msp-manager';
export type { Identity, MspConfig, MspManager, NodeRole } from './types';
