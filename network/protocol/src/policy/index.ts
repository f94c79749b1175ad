import '../base/clean-protobuf-globals';

export { type ChannelPolicies, createChannelPolicies } from './channel-policies';
export { companiesSatisfy } from './companies-satisfy';
export type { ComparablePrincipal } from './comparable-principal';
export { createImplicitMetaPolicy, type MetaRule, metaRuleToThreshold } from './implicit-meta-policy';
export { mergePrincipalSets } from './merge-principal-sets';
export { answerToPrincipals, answerToText, type PolicyAnswer } from './policy-answer';
export { textToSignaturePolicy } from './policy-text';
export { applicationPolicyBytesToText, signaturePolicyToText } from './policy-to-text';
export { type PrincipalSet, ruleToPrincipalSets } from './principal-sets';
export { noSubPolicySatisfied } from './refusal-texts';
export { createSignaturePolicy } from './signature-policy';
export { type SignedDataOptions, verifySignedData, verifySignedDataAsync } from './signed-data';
export type { Policy, PolicyRule, SignedData } from './types';
export { companyRoles } from './company-roles';
