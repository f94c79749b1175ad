import { common, peer } from '@hyperledger/fabric-protos';
import { createBoundedCache } from '../base/bounded-cache';
import { limits } from '../base/limits';
import type { MspManager } from '../msp/types';
import { companyRoles } from './company-roles';
import { type MetaRule, createImplicitMetaPolicy } from './implicit-meta-policy';
import { textToSignaturePolicy } from './policy-text';
import { applicationPolicyToText, signaturePolicyToText } from './policy-to-text';
import { invalidPolicy } from './policy-tokens';
import { createSignaturePolicy } from './signature-policy';
import type { Policy } from './types';

interface ChannelPoliciesOptions {
  readonly mspManager: MspManager;
  /** The companies of the channel's application; by default every MSP that the manager knows. */
  readonly applicationMspIds?: readonly string[];
  /** The organisations that order; none by default. */
  readonly ordererMspIds?: readonly string[];
  /** Policy text for `/Channel/Application/LifecycleEndorsement` instead of a majority. */
  readonly lifecycleEndorsement?: string;
}

/** The policies that a channel's configuration would hold. */
export interface ChannelPolicies {
  /** The companies of the channel's application. */
  readonly applicationMspIds: readonly string[];
  /** By path, e.g. `/Channel/Application/Writers` or `/Channel/Application/Org1MSP/Readers`. */
  policy(path: string): Policy | undefined;
  /** `common.SignaturePolicyEnvelope` bytes, e.g. of a key: parsed once. @throws NetworkError POLICY_INVALID */
  signaturePolicy(envelopeBytes: Uint8Array): Policy;
  /** What such bytes say, for people; undefined when they are no envelope. */
  signaturePolicyText(envelopeBytes: Uint8Array): string | undefined;
  /** `peer.ApplicationPolicy` bytes to the policy they are or refer to. @throws NetworkError POLICY_INVALID */
  applicationPolicyToPolicy(bytes: Uint8Array): Policy;
  /** What such bytes say, for people. */
  applicationPolicyToText(bytes: Uint8Array): string;
}

const channelPath = '/Channel';
const applicationPath = `${channelPath}/Application`;
const ordererPath = `${channelPath}/Orderer`;

type MetaPolicies = readonly { name: string; subPolicy: string; rule: MetaRule }[];

const ordererRoles: typeof companyRoles = { Readers: ['member'], Writers: ['member'], Admins: ['admin'] };

const groupPolicies: MetaPolicies = [
  { name: 'Readers', subPolicy: 'Readers', rule: 'ANY' },
  { name: 'Writers', subPolicy: 'Writers', rule: 'ANY' },
  { name: 'Admins', subPolicy: 'Admins', rule: 'MAJORITY' },
];

const applicationPolicies: MetaPolicies = [
  ...groupPolicies,
  { name: 'Endorsement', subPolicy: 'Endorsement', rule: 'MAJORITY' },
  { name: 'LifecycleEndorsement', subPolicy: 'Endorsement', rule: 'MAJORITY' },
];

/** The policies of fabric-samples' test network (configtx.yaml) for the channel's companies. */
export function createChannelPolicies(options: ChannelPoliciesOptions): ChannelPolicies {
  const { mspManager } = options;
  const byPath = createPoliciesByPath(options);
  const bySignature = createBoundedCache<string, Policy>({ entriesMax: limits.cachedPoliciesMax });

  const policy = (path: string): Policy | undefined =>
    byPath.get(path.startsWith('/') ? path : `/Channel/${path}`);

  const signaturePolicy = (envelopeBytes: Uint8Array): Policy => {
    const cacheKey = Buffer.from(envelopeBytes).toString('latin1');
    let known = bySignature.get(cacheKey);
    if (!known) {
      known = createSignaturePolicy({ envelopeBytes, mspManager });
      bySignature.set(cacheKey, known);
    }
    return known;
  };

  return {
    applicationMspIds: options.applicationMspIds ?? mspManager.mspIds,
    policy,
    signaturePolicy,
    signaturePolicyText(envelopeBytes) {
      try {
        return signaturePolicyToText(common.SignaturePolicyEnvelope.deserializeBinary(envelopeBytes));
      } catch {
        return undefined;
      }
    },
    applicationPolicyToPolicy(bytes) {
      const message = decodeApplicationPolicy(bytes);
      const envelope = message.getSignaturePolicy();
      if (envelope) return signaturePolicy(envelope.serializeBinary());
      const path = message.getChannelConfigPolicyReference();
      const referred = policy(path);
      if (!referred) throw invalidPolicy(`the channel has no policy ${JSON.stringify(path)}`, path);
      return referred;
    },
    applicationPolicyToText: (bytes) => applicationPolicyToText(decodeApplicationPolicy(bytes)),
  };
}

function decodeApplicationPolicy(bytes: Uint8Array): peer.ApplicationPolicy {
  try {
    return peer.ApplicationPolicy.deserializeBinary(bytes);
  } catch {
    throw invalidPolicy('the bytes are no ApplicationPolicy', '');
  }
}

function createPoliciesByPath(options: ChannelPoliciesOptions): Map<string, Policy> {
  const { mspManager, applicationMspIds = mspManager.mspIds, lifecycleEndorsement } = options;
  const textToPolicy = (text: string): Policy =>
    createSignaturePolicy({ envelopeBytes: textToSignaturePolicy(text).serializeBinary(), mspManager });
  const byPath = new Map<string, Policy>();
  const addCompanies = (group: string, mspIds: readonly string[], allRoles: typeof companyRoles): void => {
    for (const mspId of mspIds) {
      for (const [name, roles] of Object.entries(allRoles)) {
        const principals = roles.map((role) => `'${mspId}.${role}'`);
        byPath.set(`${group}/${mspId}/${name}`, textToPolicy(`OR(${principals.join(', ')})`));
      }
    }
  };
  const addGroup = (group: string, members: readonly string[], policies: MetaPolicies): void => {
    for (const { name, subPolicy, rule } of policies) {
      const subPolicies = members.flatMap((member) => byPath.get(`${group}/${member}/${subPolicy}`) ?? []);
      byPath.set(`${group}/${name}`, createImplicitMetaPolicy({ rule, subPolicies }));
    }
  };
  const { ordererMspIds = [] } = options;
  addCompanies(applicationPath, applicationMspIds, companyRoles);
  addGroup(applicationPath, applicationMspIds, applicationPolicies);
  addCompanies(ordererPath, ordererMspIds, ordererRoles);
  addGroup(ordererPath, ordererMspIds, groupPolicies);
  addGroup(
    channelPath,
    ordererMspIds.length === 0 ? ['Application'] : ['Application', 'Orderer'],
    groupPolicies,
  );
  if (lifecycleEndorsement !== undefined) {
    byPath.set(`${applicationPath}/LifecycleEndorsement`, textToPolicy(lifecycleEndorsement));
  }
  return byPath;
}
