import '@kontti/fabric-protocol/clean-protobuf-globals';

export {
  type ChaincodeProcess,
  type ChaincodeProcessTls,
  checkChaincodeEnvironment,
  startChaincodeProcess,
} from './chaincode-process';
export type { RunningChaincode } from './chaincode-runner';
export { readFolderMetadata } from './contract-metadata';
export { deployToCompanies } from './deploy-to-companies';
export type { DeployedChaincode, DeployOptions } from './deployment';
export { type InProcessChaincode, startInProcessChaincode } from './in-process-chaincode';
export { resolveShimCommand } from './shim-command';
export { superviseChaincode, type SupervisionEvent } from './supervise-chaincode';
export { type OutputWatcher, watchOutput } from './watch-output';
