import '@kontti/fabric-protocol/clean-protobuf-globals';

export { setBatch, type BatchSettings } from './channel/change-batch';
export { addCompany, removeCompany, setAnchors, setRevocationLists } from './channel/change-companies';
export { configToChannelGroup, connectChannel, type ChannelClient } from './channel/channel-client';
export { summarizeConfig, type CompanySummary, type ConfigSummary } from './channel/config-summary';
export {
  applyConsortium,
  compareConsortium,
  type ConsortiumDifference,
  type JoiningCompany,
} from './channel/consortium-plan';
export { createChannelUpdate, signChannelUpdate } from './channel/create-update';
export { setGovernance } from './channel/governance';
export type { Governance } from './consortium/types';
export { judgeUpdate, type JudgedChange, type UpdateJudgement } from './channel/judge-update';
export type { MspMaterial } from './channel/msp-config';
export { configToOrderers, type OrdererTarget } from './channel/orderer-target';
export { readMspMaterial } from './channel/read-msp-material';
export { submitChannelUpdate } from './channel/submit-update';
export {
  channelUpdateToText,
  mergeChannelUpdates,
  parseChannelUpdate,
  type ChannelUpdate,
} from './channel/update-file';
export type { UpdateSigner } from './channel/update-signature';
export { readAdministrations, type CompanyAdministration } from './access/administrations';
export { readChannelConfig } from './access/channel-config';
export { readCompanyAccess, type CompanyAccess, type CompanyAccessOptions } from './access/company-access';
export { createPeerClient } from './access/peer-client';
export { connectPeer, type PeerConnection, type PeerConnectionOptions } from './access/peer-connection';
export type { PeerTarget } from './access/peer-target';
export { consortiumCollections } from './consortium/collections';
export { parseConsortium } from './consortium/parse-consortium';
export { readConsortium } from './consortium/read-consortium';
export type { CollectionTemplate, Consortium, ConsortiumCompany } from './consortium/types';
export type { CollectionConfig } from './definitions/collections-config';
export {
  approveOnce,
  commitOnce,
  placeDefinition,
  type WantedDefinition,
} from './definitions/company-deployment';
export type { DefinitionOptions } from './definitions/definition-messages';
export { deployForCompany, type CompanyDeployment } from './definitions/deploy-for-company';
export { createLifecycleClient, type LifecycleClient } from './definitions/lifecycle-client';
export { planChaincode, type ChaincodePlan } from './definitions/plan-chaincode';
export { examineCompany, type ExamineOptions } from './doctor/examine';
export type { Finding } from './doctor/finding';
export { connectLedger, type LedgerClient } from './explorer/ledger-client';
export { packageChaincode, type ChaincodePackage } from './packages/chaincode-package';
export { packageNodeChaincode } from './packages/node-folder';
export { createChaincodeProcesses, type ChaincodeProcesses } from './processes/chaincode-processes';
export { deployToCompanies, type DeployToCompaniesOptions } from './processes/deploy-to-companies';
export { superviseChaincode, type SupervisedChaincode } from './processes/supervise-chaincode';
export type { ChaincodeSource, DeployOptions, DeployedChaincode } from './processes/deployment';
export type { ContractClass, Contracts } from './processes/in-process-chaincode';
