import '@kontti/fabric-protocol/clean-protobuf-globals';

export { checkNode, checkOperations, checkShim } from './check-versions';
export { examineCompany, type ExamineOptions } from './examine';
export type { Finding, FindingStatus } from './finding';
