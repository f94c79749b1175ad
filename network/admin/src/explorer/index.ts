import '@kontti/fabric-protocol/clean-protobuf-globals';

export { connectLedger, type LedgerClient, type LedgerClientOptions } from './ledger-client';
export { readMembership } from './membership';
export { createSeekEnvelope } from './seek';
