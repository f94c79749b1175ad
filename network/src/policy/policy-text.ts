import { common } from '@hyperledger/fabric-protos';

/** The envelope of a policy text such as `AND('Org1MSP.peer', OutOf(1, 'Org2MSP.member', 'Org3MSP.admin'))`. @throws NetworkError POLICY_INVALID */
export function textToSignaturePolicy(text: string): common.SignaturePolicyEnvelope {
  throw new Error(`not built: ${text}`);
}

/** The text of an envelope, in the form that `textToSignaturePolicy` reads. */
export function signaturePolicyToText(envelope: common.SignaturePolicyEnvelope): string {
  throw new Error(`not built: ${envelope.getVersion()}`);
}
