import '@kontti/fabric-protocol/clean-protobuf-globals';

export type { ArchiveFiles } from './archive';
export type { ChaincodeAddress } from './chaincode-address';
export {
  type ChaincodePackage,
  type ChaincodeTls,
  connectionToAddress,
  packageChaincode,
  parseChaincodePackage,
} from './chaincode-package';
export { packageNodeChaincode, readNodeFolder } from './node-folder';
export { findNpm } from './npm-files';
export { type PackageFile, parsePackageFile } from './package-file';
export { readStateDatabaseFiles } from './state-database-files';
