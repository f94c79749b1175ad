import type { common } from '@hyperledger/fabric-protos';
import { childGroups, type ConfigGroup } from '@kontti/fabric-protocol/configuration';
import { configPolicyToText } from './config-policies';
import { isWhole } from '@kontti/fabric-protocol/base';
import { toHex } from '@kontti/fabric-protocol/decoding';
import { configValueToJson, notWhole, type Json } from './config-value-to-json';

interface Versioned {
  getVersion(): number;
  getModPolicy(): string;
}

function describeVersion(element: Versioned): { version: number; modPolicy?: string } {
  const modPolicy = element.getModPolicy();
  return { version: element.getVersion(), ...(modPolicy === '' ? {} : { modPolicy }) };
}

function sortedByName<T extends Json>(entries: ReadonlyMap<string, T>): { readonly [name: string]: T } {
  return Object.fromEntries([...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A part of a configuration in words: values as what they say, policies as text. In an update, what stays as it is has a version only. */
function configGroupToJson(group: ConfigGroup): Json {
  const values = new Map<string, Json>();
  group.getValuesMap().forEach((value, name) => {
    const bytes = value.getValue_asU8();
    const said = bytes.length === 0 ? {} : { value: configValueToJson(name, bytes) };
    values.set(name, { ...describeVersion(value), ...said });
  });
  const policies = new Map<string, Json>();
  group.getPoliciesMap().forEach((policy, name) => {
    const said = policy.hasPolicy() ? { policy: configPolicyToText(policy) } : {};
    policies.set(name, { ...describeVersion(policy), ...said });
  });
  const groups = new Map([...childGroups(group)].map(([name, child]) => [name, configGroupToJson(child)]));
  return {
    ...describeVersion(group),
    ...(values.size === 0 ? {} : { values: sortedByName(values) }),
    ...(policies.size === 0 ? {} : { policies: sortedByName(policies) }),
    ...(groups.size === 0 ? {} : { groups: sortedByName(groups) }),
  };
}

/** Nothing where a message holds all of the bytes that it was read from; else these bytes, to be shown beside it. */
export function besideBytes(
  message: { serializeBinary(): Uint8Array },
  bytes: Uint8Array | undefined,
): { readonly [name: string]: Json } {
  return bytes === undefined || isWhole(message, bytes) ? {} : { [notWhole]: toHex(bytes) };
}

/** A channel's whole configuration in words; `bytes` is what it was read from. */
export function configToJson(config: common.Config, bytes?: Uint8Array): Json {
  const group = config.getChannelGroup();
  return {
    ...besideBytes(config, bytes),
    sequence: config.getSequence(),
    ...(group === undefined ? {} : { channel: configGroupToJson(group) }),
  };
}

/** What an update relies on and what it changes, in words; `bytes` is what is signed. */
export function configUpdateToJson(update: common.ConfigUpdate, bytes: Uint8Array): Json {
  const read = update.getReadSet();
  const write = update.getWriteSet();
  const isolated: [string, Json][] = [];
  update.getIsolatedDataMap().forEach((data, name) => {
    isolated.push([name, toHex(Buffer.from(data as string, 'base64'))]);
  });
  return {
    ...besideBytes(update, bytes),
    channelId: update.getChannelId(),
    ...(read === undefined ? {} : { reads: configGroupToJson(read) }),
    ...(write === undefined ? {} : { writes: configGroupToJson(write) }),
    ...(isolated.length === 0 ? {} : { isolatedData: Object.fromEntries(isolated) }),
  };
}
