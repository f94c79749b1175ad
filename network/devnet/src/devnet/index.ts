import '@kontti/fabric-protocol/clean-protobuf-globals';

export { startDevnet } from './start-devnet';
export type { TransactionTrace } from './trace';
export type { CompanyOptions, Devnet, DevnetCompany, StateDatabase } from './types';
