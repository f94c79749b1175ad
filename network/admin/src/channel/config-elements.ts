import type { common } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { ConfigGroup } from '@kontti/fabric-protocol/configuration';
import { channelLimits } from './limits';

interface Placed {
  /** E.g. `/Channel/Orderer/BatchSize`. */
  readonly path: string;
  readonly version: number;
  /** The path of the policy by which it may be changed, e.g. `/Channel/Orderer/Admins`; empty when it names none. */
  readonly modPolicyPath: string;
}

/** One thing in a configuration that has a version of its own, and somebody who may change it. */
export type ConfigElement = Placed &
  (
    | { readonly kind: 'group'; readonly message: ConfigGroup }
    | { readonly kind: 'value'; readonly message: common.ConfigValue }
    | { readonly kind: 'policy'; readonly message: common.ConfigPolicy }
  );

/** By kind and path: a value and a policy of one group may have the same name. */
export type ConfigElements = ReadonlyMap<string, ConfigElement>;

const rootPath = '/Channel';
/** Mirrors common/configtx/validator.go validateConfigID. */
const namePattern = /^[a-zA-Z0-9.-]{1,249}$/;
const shownMax = 40;

function modPolicyToPath(modPolicy: string, groupPath: string): string {
  if (modPolicy === '' || modPolicy.startsWith('/')) return modPolicy;
  return `${groupPath}/${modPolicy}`;
}

/** @throws NetworkError CHANNEL_CONFIG_UNUSABLE for a name that Fabric refuses, and a terminal might obey */
function checkName(name: string): void {
  if (namePattern.test(name) && name !== '.' && name !== '..') return;
  const message = `A name in the configuration has characters that are not allowed: ${JSON.stringify(name.slice(0, shownMax))}.`;
  throw new NetworkError({ code: 'CHANNEL_CONFIG_UNUSABLE', message: message.replaceAll(/[^ -~]/g, '?') });
}

function collect(
  elements: Map<string, ConfigElement>,
  group: ConfigGroup,
  path: string,
  depth: number,
): void {
  if (depth > channelLimits.groupDepthMax) {
    throw new NetworkError({
      code: 'CHANNEL_CONFIG_UNUSABLE',
      message: `The configuration has more than ${channelLimits.groupDepthMax} groups within each other.`,
    });
  }
  const place = (message: { getVersion(): number; getModPolicy(): string }, name?: string): Placed => ({
    path: name === undefined ? path : `${path}/${name}`,
    version: message.getVersion(),
    modPolicyPath: modPolicyToPath(message.getModPolicy(), path),
  });
  elements.set(`group ${path}`, { kind: 'group', message: group, ...place(group) });
  group.getValuesMap().forEach((message, name) => {
    checkName(name);
    elements.set(`value ${path}/${name}`, { kind: 'value', message, ...place(message, name) });
  });
  group.getPoliciesMap().forEach((message, name) => {
    checkName(name);
    elements.set(`policy ${path}/${name}`, { kind: 'policy', message, ...place(message, name) });
  });
  group.getGroupsMap().forEach((child, name) => {
    checkName(name);
    collect(elements, child, `${path}/${name}`, depth + 1);
  });
}

/** Every group, value and policy of a configuration. Mirrors common/configtx/configmap.go. @throws NetworkError CHANNEL_CONFIG_UNUSABLE */
export function configElements(channel: ConfigGroup): ConfigElements {
  const elements = new Map<string, ConfigElement>();
  collect(elements, channel, rootPath, 1);
  return elements;
}
