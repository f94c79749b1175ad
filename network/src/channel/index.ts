export { setBatch, type BatchSettings } from './change-batch';
export { addCompany, removeCompany, setAnchors, setRevocationLists } from './change-companies';
export { configToChannelGroup, connectChannel, type ChannelClient } from './channel-client';
export { computeConfigUpdate } from './compute-update';
export { summarizeConfig, type CompanySummary, type ConfigSummary } from './config-summary';
export {
  applyConsortium,
  compareConsortium,
  type ConsortiumDifference,
  type JoiningCompany,
} from './consortium-plan';
export { createChannelUpdate, signChannelUpdate } from './create-update';
export { setGovernance, type Governance } from './governance';
export { judgeUpdate, type JudgedChange, type UpdateJudgement } from './judge-update';
export type { MspMaterial } from './msp-config';
export { configToOrderers, type OrdererTarget } from './orderer-target';
export { readMspMaterial } from './read-msp-material';
export { submitChannelUpdate } from './submit-update';
export {
  channelUpdateToText,
  mergeChannelUpdates,
  parseChannelUpdate,
  type ChannelUpdate,
} from './update-file';
export type { UpdateSigner } from './update-signature';
