import '../base/clean-protobuf-globals';

export { createSigner, serializeIdentity, type Signer } from './signer';
export { derToLowS } from './p256-signature';
export type { CertifiedKey } from './signer';
