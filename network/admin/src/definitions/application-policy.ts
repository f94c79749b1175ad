import { peer } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { textToSignaturePolicy, signaturePolicyToText } from '@kontti/fabric-protocol/policy';

/** How the `peer` command names an endorsement policy: by text, or by a path of the channel's configuration. */
export interface ApplicationPolicyText {
  /** E.g. `OR('Org1MSP.peer', 'Org2MSP.peer')`. */
  readonly signaturePolicy?: string | undefined;
  /** E.g. `/Channel/Application/Endorsement`. */
  readonly channelConfigPolicy?: string | undefined;
}

/**
 * The message of an endorsement policy; undefined when none is named. Mirrors internal/peer/lifecycle/chaincode/common.go.
 * @throws NetworkError POLICY_INVALID for text that is no policy, or for both kinds at once
 */
export function textToApplicationPolicy(text: ApplicationPolicyText): peer.ApplicationPolicy | undefined {
  const { signaturePolicy = '', channelConfigPolicy = '' } = text;
  if (signaturePolicy !== '' && channelConfigPolicy !== '') {
    const message = 'A policy is either a signature policy or a channel configuration policy, not both.';
    throw new NetworkError({ code: 'POLICY_INVALID', message });
  }
  const policy = new peer.ApplicationPolicy();
  if (signaturePolicy !== '') policy.setSignaturePolicy(textToSignaturePolicy(signaturePolicy));
  else if (channelConfigPolicy !== '') policy.setChannelConfigPolicyReference(channelConfigPolicy);
  else return undefined;
  return policy;
}

/** The words of an endorsement policy: the other way round, without what a text cannot say. */
export function applicationPolicyToText(policy: peer.ApplicationPolicy): ApplicationPolicyText {
  const envelope = policy.getSignaturePolicy();
  return envelope === undefined
    ? { channelConfigPolicy: policy.getChannelConfigPolicyReference() }
    : { signaturePolicy: signaturePolicyToText(envelope) };
}
