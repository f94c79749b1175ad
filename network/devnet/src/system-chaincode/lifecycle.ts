export { createLifecycleChaincode } from './lifecycle-chaincode';
export type { LifecycleOptions } from './lifecycle-context';
export { readApprovedPackageId, readChaincodeDefinition } from './lifecycle-definition';
export { collectionsToPackage } from '@kontti/fabric-protocol/lifecycle';
export {
  implicitCollectionToMspId,
  lifecycleNamespace,
  mspIdToImplicitCollection,
} from '@kontti/fabric-protocol/lifecycle';
export { readApproval } from './lifecycle-invocable';
