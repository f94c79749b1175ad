import '@kontti/fabric-protocol/clean-protobuf-globals';

export { damaged, isAbsent } from './damage';
export { checkEngine, engineRecords } from './engine-mark';
export { isFile, isThere } from './is-there';
export { demandFile, unreadableFile } from './unreadable-file';
export { readSealedFile, syncFolder, writeSealedFile } from './sealed-file';
