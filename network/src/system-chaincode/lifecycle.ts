export { createLifecycleChaincode } from './lifecycle-chaincode';
export type { LifecycleOptions } from './lifecycle-context';
export { readApprovedPackageId, readChaincodeDefinition } from './lifecycle-definition';
export { collectionsToPackage } from './definition-arguments';
export { implicitCollectionToMspId, lifecycleNamespace, mspIdToImplicitCollection } from './lifecycle-keys';
export { readApproval } from './lifecycle-invocable';
