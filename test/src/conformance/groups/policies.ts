import { textToSignaturePolicy } from '@kontti/fabric-protocol/policy';

/** The bytes of a key-level policy, as hexadecimal digits. */
export const policyHex = (text: string): string =>
  Buffer.from(textToSignaturePolicy(text).serializeBinary()).toString('hex');
