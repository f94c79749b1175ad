import '@kontti/fabric-protocol/clean-protobuf-globals';

export { collectionToText, pluginsToLines } from './definition-text';
export { textToApplicationPolicy } from './application-policy';
export { type ChaincodeStatus, readChaincodeStatus } from './chaincode-status';
export {
  type CollectionConfig,
  collectionToConfig,
  configToCollection,
  parseCollectionsConfig,
} from './collections-config';
export { approveOnce, commitOnce, placeDefinition, type WantedDefinition } from './company-deployment';
export type { ContractChange } from './contract-changes';
export type { DefinitionChange } from './definition-changes';
export type { DefinitionOptions } from './definition-messages';
export { deployChaincode } from './deploy-chaincode';
export { type CompanyStep, deployForCompany, type Waiting } from './deploy-for-company';
export { approvalToCall, commitToCall, installToCall } from './lifecycle-calls';
export { createLifecycleClient, type LifecycleClient } from './lifecycle-client';
export { type ChaincodePlan, planChaincode } from './plan-chaincode';
