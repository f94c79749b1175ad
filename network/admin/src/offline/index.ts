import '@kontti/fabric-protocol/clean-protobuf-globals';

export { beginSigning, continueSigning, isLastStep } from './continue-signing';
export { describeSigningRequest } from './describe-request';
export { attachSignature, signRequest } from './sign-request';
export {
  parseSigningRequest,
  type SignedAction,
  type SigningRequest,
  signingRequestToText,
} from './signing-request';
