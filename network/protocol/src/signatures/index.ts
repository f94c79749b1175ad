import '../base/clean-protobuf-globals';

export { createSigner, serializeIdentity, type Signer } from './signer';
export { toFabricSignature } from './ecdsa-signature';
export type { CertifiedKey } from './signer';
