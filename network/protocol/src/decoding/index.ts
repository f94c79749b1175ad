import '../base/clean-protobuf-globals';

export { decodeBlock } from './decode-block';
export { decodeConfig } from './decode-config';
export { decodeTransaction } from './decode-transaction';
export type {
  DecodedBlock,
  DecodedCollection,
  DecodedConfig,
  DecodedIdentity,
  DecodedInvocation,
  DecodedLifecycle,
  DecodedMetadataWrite,
  DecodedNamespace,
  DecodedRange,
  DecodedRead,
  DecodedSigner,
  DecodedTransaction,
  DecodedValue,
  DecodedWrite,
} from './types';
export { validationCodeName } from './validation-code-name';
export { decodeIdentity } from './decode-signer';
export { decodeValue, toHex } from './decode-value';
