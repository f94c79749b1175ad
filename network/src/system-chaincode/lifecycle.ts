export { createLifecycleChaincode } from './lifecycle-chaincode';
export type { LifecycleOptions } from './lifecycle-context';
export { collectionsToPackage, readApprovedPackageId, readChaincodeDefinition } from './lifecycle-definition';
export { implicitCollectionToMspId, lifecycleNamespace, mspIdToImplicitCollection } from './lifecycle-keys';
export { readApproval } from './lifecycle-invocable';
