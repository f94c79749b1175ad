import { common } from '@hyperledger/fabric-protos';
import { decodeMessage, isWhole, NetworkError } from '@kontti/fabric-protocol/base';
import { createMspManager, type MspConfig, type MspManager } from '@kontti/fabric-protocol/msp';
import {
  createImplicitMetaPolicy,
  type MetaRule,
  signaturePolicyToText,
  createSignaturePolicy,
  type Policy,
} from '@kontti/fabric-protocol/policy';
import { childGroups, policyTypes, type ConfigGroup } from '@kontti/fabric-protocol/configuration';
import { takesEd25519 } from './config-capabilities';
import { groupToMspConfig } from './msp-config';

/** The policies that a channel's configuration holds, over the identities of its organisations. */
export interface ConfigPolicies {
  readonly mspManager: MspManager;
  /** By path, e.g. `/Channel/Application/Admins`. */
  policy(path: string): Policy | undefined;
}

const metaRules: readonly MetaRule[] = ['ANY', 'ALL', 'MAJORITY'];

/** The rule of a policy over the policies of the groups within; undefined for one that Fabric does not know. */
function metaRuleOf(meta: common.ImplicitMetaPolicy): MetaRule | undefined {
  return metaRules.find((name) => common.ImplicitMetaPolicy.Rule[name] === meta.getRule());
}

function policyToText(type: number, bytes: Uint8Array): string {
  if (type === policyTypes.implicitMeta) {
    const meta = common.ImplicitMetaPolicy.deserializeBinary(bytes);
    if (isWhole(meta, bytes)) {
      return `${metaRuleOf(meta) ?? `<rule ${meta.getRule()}>`} ${meta.getSubPolicy()}`;
    }
  }
  if (type === policyTypes.signature) {
    const envelope = common.SignaturePolicyEnvelope.deserializeBinary(bytes);
    if (isWhole(envelope, bytes)) return signaturePolicyToText(envelope);
  }
  return `<policy of kind ${type}, which is not understood: ${Buffer.from(bytes).toString('hex')}>`;
}

/** What a policy says, e.g. `MAJORITY Admins` or `OR('Org1MSP.admin')`; the rest is shown in hex. */
export function configPolicyToText(configPolicy: common.ConfigPolicy): string {
  const policy = configPolicy.getPolicy();
  const bytes = policy?.getValue_asU8() ?? new Uint8Array();
  try {
    return policyToText(policy?.getType() ?? 0, bytes);
  } catch {
    return `<malformed policy: ${Buffer.from(bytes).toString('hex')}>`;
  }
}

/** No company satisfies what is missing. */
function createRefusal(name: string): Policy {
  return {
    isSatisfiedBy: () => false,
    explain: () => ({ kind: 'principal', isSatisfied: false, name }),
    rule: { kind: 'principal', principal: undefined },
  };
}

function createMspManagerOf(channel: ConfigGroup): MspManager {
  const configs = new Map<string, MspConfig>();
  for (const parent of ['Application', 'Orderer']) {
    for (const child of childGroups(channel.getGroupsMap().get(parent)).values()) {
      const config = groupToMspConfig(child);
      if (config !== undefined) configs.set(config.mspId, config);
    }
  }
  try {
    return createMspManager({ configs: [...configs.values()], takesEd25519: takesEd25519(channel) });
  } catch (cause) {
    if (cause instanceof NetworkError) throw cause;
    const message = 'A certificate in the channel configuration cannot be read.';
    throw new NetworkError({ code: 'CHANNEL_CONFIG_UNUSABLE', message, cause });
  }
}

function addPolicies(
  byPath: Map<string, Policy>,
  options: { group: ConfigGroup; path: string; mspManager: MspManager },
): void {
  const { group, path, mspManager } = options;
  const children = childGroups(group);
  for (const [name, child] of children) {
    addPolicies(byPath, { group: child, path: `${path}/${name}`, mspManager });
  }
  group.getPoliciesMap().forEach((configPolicy, name) => {
    const policy = configPolicy.getPolicy();
    const bytes = policy?.getValue_asU8() ?? new Uint8Array();
    if (policy?.getType() === policyTypes.signature) {
      byPath.set(`${path}/${name}`, createSignaturePolicy({ envelopeBytes: bytes, mspManager }));
    }
    if (policy?.getType() !== policyTypes.implicitMeta) return;
    const meta = decodeMessage({ type: common.ImplicitMetaPolicy, bytes, name });
    const rule = metaRuleOf(meta);
    if (rule === undefined) {
      const message = `The policy ${path}/${name} has the rule ${meta.getRule()}, which Fabric does not know.`;
      throw new NetworkError({ code: 'CHANNEL_CONFIG_UNUSABLE', message });
    }
    const subPolicies = [...children.keys()].toSorted().map((child) => {
      const subPath = `${path}/${child}/${meta.getSubPolicy()}`;
      return byPath.get(subPath) ?? createRefusal(subPath);
    });
    byPath.set(`${path}/${name}`, createImplicitMetaPolicy({ rule, subPolicies }));
  });
}

/**
 * Compiles a configuration's policies. Mirrors common/policies/policy.go.
 * @throws NetworkError CHANNEL_CONFIG_UNUSABLE, MALFORMED_MESSAGE, POLICY_INVALID
 */
export function createConfigPolicies(channel: ConfigGroup): ConfigPolicies {
  const mspManager = createMspManagerOf(channel);
  const byPath = new Map<string, Policy>();
  addPolicies(byPath, { group: channel, path: '/Channel', mspManager });
  return { mspManager, policy: (path) => byPath.get(path) };
}
