import '../base/clean-protobuf-globals';

export { createSigner, serializeIdentity, type Signer, toFabricSignature } from './signer';
export type { CertifiedKey } from './signer';
