import '@kontti/fabric-protocol/clean-protobuf-globals';

export { createChaincodeHost, type ChaincodeHost } from './chaincode-host';
export {
  type ChaincodeProcess,
  type ChaincodeProcessTls,
  checkChaincodeEnvironment,
  startChaincodeProcess,
} from './chaincode-process';
export { readFolderMetadata } from './contract-metadata';
export { deployToCompanies, type PackageIds } from './deploy-to-companies';
export type { ChaincodeSource, DeployedChaincode, DeployOptions } from './deployment';
export { type InProcessChaincode, startInProcessChaincode } from './in-process-chaincode';
export { resolveShimCommand } from './shim-command';
export { superviseChaincode, type SupervisionEvent } from './supervise-chaincode';
export { type OutputWatcher, watchOutput } from './watch-output';
export { processLimits } from './limits';
export {
  type ChaincodeProcesses,
  type ListedProcess,
  createChaincodeProcesses,
  type ProcessRequest,
  type ProcessStarter,
} from './chaincode-processes';
