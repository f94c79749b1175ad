import '@kontti/fabric-protocol/clean-protobuf-globals';

export { setBatch, type BatchSettings } from './change-batch';
export { addCompany, removeCompany, setAnchors, setRevocationLists } from './change-companies';
export { configToChannelGroup, connectChannel, type ChannelClient } from './channel-client';

export { summarizeConfig, type ConfigSummary } from './config-summary';
export {
  applyConsortium,
  compareConsortium,
  type ConsortiumDifference,
  type JoiningCompany,
} from './consortium-plan';
export { createChannelUpdate, signChannelUpdate } from './create-update';
export { setGovernance } from './governance';
export { judgeUpdate, type JudgedChange, type UpdateJudgement } from './judge-update';

export { configToOrderers, type OrdererTarget } from './orderer-target';
export { readMspMaterial } from './read-msp-material';
export { submitChannelUpdate } from './submit-update';
export { blockToConfig, channelUpdateToEnvelope, parseFabricUpdate } from './update-envelope';
export {
  channelUpdateToText,
  mergeChannelUpdates,
  parseChannelUpdate,
  type ChannelUpdate,
} from './update-file';

export { createCompanyGroup } from './change-companies';
export { groupToMspConfig } from './msp-config';
export { missingCompanies } from './consortium-plan';
export { findUselessness } from './create-update';
export { decodeChannelFile, type FileKind, fileKinds } from './decode-file';
export { readChannelBlock } from './deliver-block';
export { createGenesisBlock } from './genesis-block';
export { guardLifecyclePolicy } from './governance';
export { connectOrderer } from './orderer-client';
export { ordererTlsRoots } from './orderer-target';
export { readRevocationLists } from './read-msp-material';
