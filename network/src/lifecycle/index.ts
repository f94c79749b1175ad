export { readAdministrations, type CompanyAdministration } from './administrations';
export type { ApplicationPolicyText } from './application-policy';
export {
  connectionToAddress,
  packageChaincode,
  parseChaincodePackage,
  type ChaincodeConnection,
  type ChaincodePackage,
  type ChaincodeTls,
  type PackageChaincodeOptions,
} from './chaincode-package';
export {
  startChaincodeProcess,
  type ChaincodeExit,
  type ChaincodeProcess,
  type ChaincodeProcessOptions,
} from './chaincode-process';
export { runChaincode, type RunningChaincode } from './chaincode-runner';
export { configToCollection, parseCollectionsConfig, type CollectionConfig } from './collections-config';
export type { ChaincodeDefinition } from './definition';
export type { DefinitionOptions } from './definition-messages';
export {
  deployChaincode,
  type DeployChaincodeOptions,
  type DeployStep,
  type DeployingCompany,
} from './deploy-chaincode';
export { deployToCompanies } from './deploy-to-companies';
export type { ChaincodeSource, DeployOptions, DeployedChaincode } from './deployment';
export type { ContractClass, Contracts } from './in-process-chaincode';
export { createLifecycleClient, type InstalledPackage, type LifecycleClient } from './lifecycle-client';
export { findFreePort } from './listening';
export { createPackageStore, type PackageStore } from './package-store';
export type { PeerConnectionOptions } from './peer-connection';
export type { PeerTarget } from './peer-target';
