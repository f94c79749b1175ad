import '../base/clean-protobuf-globals';

export { decodeBlock } from './decode-block';

export { decodeTransaction } from './decode-transaction';
export type {
  DecodedBlock,
  DecodedCollection,
  DecodedConfig,
  DecodedInvocation,
  DecodedLifecycle,
  DecodedMetadataWrite,
  DecodedNamespace,
  DecodedRange,
  DecodedSigner,
  DecodedTransaction,
  DecodedValue,
} from './types';
export { validationCodeName } from './validation-code-name';
export { decodeIdentity } from './decode-signer';
export { decodeValue, toHex } from './decode-value';
