import { common } from '@hyperledger/fabric-protos';
import type { Message } from 'google-protobuf';
import { decodeMessage, type MessageType } from '../base/decode';
import { NetworkError } from '../base/errors';
import { textToSignaturePolicy } from '../policy/policy-text';

export type ConfigGroup = common.ConfigGroup;

type MetaRuleNumber = common.ImplicitMetaPolicy.RuleMap[keyof common.ImplicitMetaPolicy.RuleMap];

export const policyTypes = { signature: 1, implicitMeta: 3 } as const;

/** The name under which a configuration's elements say that their group's admins may change them. */
export const adminsPolicy = 'Admins';

/** Sets a value; one that was there keeps who may change it. */
export function setConfigValue(group: ConfigGroup, name: string, message: Message): void {
  const values = group.getValuesMap();
  const value = values.get(name) ?? new common.ConfigValue();
  value.setValue(message.serializeBinary());
  if (value.getModPolicy() === '') value.setModPolicy(adminsPolicy);
  values.set(name, value);
}

function setPolicy(group: ConfigGroup, options: { name: string; type: number; value: Message }): void {
  const policies = group.getPoliciesMap();
  const configPolicy = policies.get(options.name) ?? new common.ConfigPolicy();
  const policy = new common.Policy();
  policy.setType(options.type);
  policy.setValue(options.value.serializeBinary());
  configPolicy.setPolicy(policy);
  if (configPolicy.getModPolicy() === '') configPolicy.setModPolicy(adminsPolicy);
  policies.set(options.name, configPolicy);
}

/** Sets a policy over the policies of the groups within; one that was there keeps who may change it. */
export function setMetaPolicy(
  group: ConfigGroup,
  options: { name: string; subPolicy?: string; rule: MetaRuleNumber },
): void {
  const value = new common.ImplicitMetaPolicy();
  value.setSubPolicy(options.subPolicy ?? options.name);
  value.setRule(options.rule);
  setPolicy(group, { name: options.name, type: policyTypes.implicitMeta, value });
}

/** Sets a policy over signatures by its text. @throws NetworkError POLICY_INVALID */
function setSignaturePolicy(group: ConfigGroup, options: { name: string; text: string }): void {
  const value = textToSignaturePolicy(options.text);
  setPolicy(group, { name: options.name, type: policyTypes.signature, value });
}

/** Who may do what in an organisation, by the roles of its certificates. */
export function setRolePolicies(
  group: ConfigGroup,
  options: { mspId: string; roles: Readonly<Record<string, readonly string[]>> },
): void {
  const { mspId, roles } = options;
  for (const [name, names] of Object.entries(roles)) {
    setSignaturePolicy(group, { name, text: `OR(${names.map((role) => `'${mspId}.${role}'`).join(', ')})` });
  }
}

/** A value of a group; undefined without one. @throws NetworkError MALFORMED_MESSAGE */
export function readConfigValue<T>(
  group: ConfigGroup | undefined,
  name: string,
  type: MessageType<T>,
): T | undefined {
  const value = group?.getValuesMap().get(name);
  return value && decodeMessage({ type, bytes: value.getValue_asU8(), name });
}

/** The groups within a group, by name. */
export function childGroups(group: ConfigGroup | undefined): ReadonlyMap<string, ConfigGroup> {
  const children = new Map<string, ConfigGroup>();
  // Unlike `toArray`, this gives messages.
  group?.getGroupsMap().forEach((child, name) => children.set(name, child));
  return children;
}

/** A copy that can be changed. */
export function cloneGroup(group: ConfigGroup): ConfigGroup {
  return common.ConfigGroup.deserializeBinary(group.serializeBinary());
}

/** `Application` or `Orderer` of a channel. @throws NetworkError CHANNEL_CONFIG_UNUSABLE */
export function requireGroup(channel: ConfigGroup, name: 'Application' | 'Orderer'): ConfigGroup {
  const group = channel.getGroupsMap().get(name);
  if (group !== undefined) return group;
  const message = `The channel's configuration has no group ${name}: it is none of an application channel.`;
  throw new NetworkError({ code: 'CHANNEL_CONFIG_UNUSABLE', message, details: { name } });
}

/** A company's own group. @throws NetworkError COMPANY_UNKNOWN, CHANNEL_CONFIG_UNUSABLE */
export function requireCompany(channel: ConfigGroup, mspId: string): ConfigGroup {
  const companies = requireGroup(channel, 'Application').getGroupsMap();
  const group = companies.get(mspId);
  if (group !== undefined) return group;
  const names = [...companies.keys()].toSorted();
  const message = `The channel has no company ${mspId}: it has ${names.join(', ')}.`;
  throw new NetworkError({ code: 'COMPANY_UNKNOWN', message, details: { mspId, names } });
}
