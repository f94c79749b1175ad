import { common, msp } from '@hyperledger/fabric-protos';
import { decodeMessage, NetworkError } from '@kontti/fabric-protocol/base';
import { createMspManager, type MspConfig, type MspManager } from '@kontti/fabric-protocol/msp';
import {
  createImplicitMetaPolicy,
  type MetaRule,
  signaturePolicyToText,
  createSignaturePolicy,
  type Policy,
} from '@kontti/fabric-protocol/policy';
import {
  childGroups,
  policyTypes,
  readConfigValue,
  type ConfigGroup,
} from '@kontti/fabric-protocol/configuration';

/** The policies that a channel's configuration holds, over the identities of its organisations. */
export interface ConfigPolicies {
  readonly mspManager: MspManager;
  /** By path, e.g. `/Channel/Application/Admins`. */
  policy(path: string): Policy | undefined;
}

const metaRules: readonly MetaRule[] = ['ANY', 'ALL', 'MAJORITY'];

/** The MSP in an organisation's group; undefined without one. @throws NetworkError MALFORMED_MESSAGE */
export function groupToMspConfig(group: ConfigGroup): MspConfig | undefined {
  const config = readConfigValue(group, 'MSP', msp.MSPConfig);
  if (config === undefined) return undefined;
  const type = msp.FabricMSPConfig;
  const fabric = decodeMessage({ type, bytes: config.getConfig_asU8(), name: 'FabricMSPConfig' });
  const toPem = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
  return {
    mspId: fabric.getName(),
    rootCerts: fabric.getRootCertsList_asU8().map(toPem),
    intermediateCerts: fabric.getIntermediateCertsList_asU8().map(toPem),
    tlsRootCerts: [...fabric.getTlsRootCertsList_asU8(), ...fabric.getTlsIntermediateCertsList_asU8()].map(
      toPem,
    ),
    admins: fabric.getAdminsList_asU8().map(toPem),
    revocationLists: fabric.getRevocationListList_asU8().map(toPem),
  };
}

/** The rule of a policy over the policies of the groups within. */
function metaRuleOf(meta: common.ImplicitMetaPolicy): MetaRule {
  return metaRules.find((name) => common.ImplicitMetaPolicy.Rule[name] === meta.getRule()) ?? 'ALL';
}

/** What a policy says, e.g. `MAJORITY Admins` or `OR('Org1MSP.admin')`. */
export function configPolicyToText(configPolicy: common.ConfigPolicy): string {
  const policy = configPolicy.getPolicy();
  const bytes = policy?.getValue_asU8() ?? new Uint8Array();
  try {
    if (policy?.getType() === policyTypes.implicitMeta) {
      const meta = common.ImplicitMetaPolicy.deserializeBinary(bytes);
      return `${metaRuleOf(meta)} ${meta.getSubPolicy()}`;
    }
    if (policy?.getType() === policyTypes.signature)
      return signaturePolicyToText(common.SignaturePolicyEnvelope.deserializeBinary(bytes));
  } catch {
    return '<malformed policy>';
  }
  return '<policy of an unknown kind>';
}

/** Nobody satisfies what is missing. */
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
    return createMspManager({ configs: [...configs.values()] });
  } catch (cause) {
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
    const subPolicies = [...children.keys()].toSorted().map((child) => {
      const subPath = `${path}/${child}/${meta.getSubPolicy()}`;
      return byPath.get(subPath) ?? createRefusal(subPath);
    });
    byPath.set(`${path}/${name}`, createImplicitMetaPolicy({ rule: metaRuleOf(meta), subPolicies }));
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
