import '../base/clean-protobuf-globals';

export { blockDataHash, blockHeaderBytes, blockHeaderHash } from './block-hash';
export { createBlock } from './create-block';
export { createCall, type UnsignedCall } from './create-call';
export { envelopeBytesToTxId, envelopeToTransaction, type ParsedTransaction } from './parse-transaction';
export {
  computeTxId,
  decodeChannelHeader,
  decodeHeader,
  decodeProposal,
  decodeProposalEnvelope,
  decodeSignatureHeader,
  refusedProposal,
  type UnpackedProposal,
  unpackProposal,
} from './proposal';
export {
  type CollectionReadWriteSet,
  decodeReadWriteSet,
  type KeyMetadataWrite,
  type KeyWrite,
  type NamespaceReadWriteSet,
} from './read-write-set';
export { createSignatureHeader, createSignedEnvelope } from './signed-envelope';
export { type Height, type Metadata, validationParameter } from './state-version';
export {
  blockToConfigEnvelope,
  openEnvelope,
  openEnvelopeBytes,
  payloadToChaincodeActions,
  responseToChaincodeAction,
  tryDecode,
} from './open-envelope';
export { createTimestamp } from './timestamp';
export { restoreProtobufGlobals } from './protobuf-globals';
export { textToInvocation, type Invocation, invocationToText, signInvocation } from './invocation';
