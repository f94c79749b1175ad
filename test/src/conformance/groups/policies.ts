import { textToSignaturePolicy } from '@kontti/network/dist/policy/policy-text';

/** The bytes of a key-level policy, as hexadecimal digits. */
export const policyHex = (text: string): string =>
  Buffer.from(textToSignaturePolicy(text).serializeBinary()).toString('hex');
