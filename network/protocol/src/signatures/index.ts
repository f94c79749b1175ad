import '../base/clean-protobuf-globals';

export { createSigner, derSignatureToLowS, serializeIdentity, type Signer } from './signer';
