import '../base/clean-protobuf-globals';

export { createChainFinder } from './certificate-chain';
export { expiresAtMs } from './expires-at';
export { findChainProblem } from './chain-problem';
export { createCompanyMsp } from './company-msp';
export { createMspManager } from './msp-manager';
export { nodeRoleOf, standardNodeUnits } from './node-units';
export type { Identity, MspConfig, MspManager, NodeOus, NodeRole, UnitIdentifier } from './types';
