import './base/clean-protobuf-globals';

export { systemClock, type Clock } from './base/clock';
export { createManualClock, type ManualClock } from './base/manual-clock';
export { NetworkError, networkErrorCodes, type NetworkErrorCode } from './base/errors';
export type { IssuedIdentity, KeyType } from './certificates/types';
export { decodeBlock } from './decoding/decode-block';
export { decodeTransaction } from './decoding/decode-transaction';
export type { DecodedBlock, DecodedTransaction, DecodedValue } from './decoding/types';
export { createSigner, type Signer } from './signatures/signer';
