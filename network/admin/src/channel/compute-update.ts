import { common } from '@hyperledger/fabric-protos';
import type { ConfigGroup } from '@kontti/fabric-protocol/configuration';

type Member = common.ConfigGroup | common.ConfigValue | common.ConfigPolicy;

/** The members of one kind: what was read, what is written, and what stays as it is. */
interface MembersUpdate<T> {
  readonly read: Map<string, T>;
  readonly write: Map<string, T>;
  readonly same: Map<string, T>;
  /** Whether some were added or taken away. */
  readonly isOthers: boolean;
}

interface GroupUpdate {
  readonly read: ConfigGroup;
  readonly write: ConfigGroup;
  readonly isChanged: boolean;
}

interface MessageMap<T> {
  forEach(visit: (value: T, name: string) => void): void;
}

function mapToEntries<T>(map: MessageMap<T>): Map<string, T> {
  const entries = new Map<string, T>();
  map.forEach((value, name) => entries.set(name, value));
  return entries;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

interface Leaf {
  serializeBinary(): Uint8Array;
  getVersion(): number;
  setVersion(version: number): unknown;
}

/** Values and policies: equal up to their version, or new. */
function compareLeaves<T extends Leaf>(
  original: ReadonlyMap<string, T>,
  updated: ReadonlyMap<string, T>,
  type: { new (): T; deserializeBinary(bytes: Uint8Array): T },
): MembersUpdate<T> {
  const at = (leaf: T, version: number): T => {
    const copy = type.deserializeBinary(leaf.serializeBinary());
    copy.setVersion(version);
    return copy;
  };
  const write = new Map<string, T>();
  const same = new Map<string, T>();
  let isOthers = false;
  for (const [name, before] of original) {
    const after = updated.get(name);
    if (after === undefined) {
      isOthers = true;
      continue;
    }
    const version = before.getVersion();
    if (isEqual(at(before, 0).serializeBinary(), at(after, 0).serializeBinary())) {
      const unchanged = new type();
      unchanged.setVersion(version);
      same.set(name, unchanged);
    } else write.set(name, at(after, version + 1));
  }
  for (const [name, added] of updated) {
    if (original.has(name)) continue;
    isOthers = true;
    write.set(name, at(added, 0));
  }
  return { read: new Map(), write, same, isOthers };
}

function compareGroups(
  original: ReadonlyMap<string, ConfigGroup>,
  updated: ReadonlyMap<string, ConfigGroup>,
): MembersUpdate<ConfigGroup> {
  const read = new Map<string, ConfigGroup>();
  const write = new Map<string, ConfigGroup>();
  const same = new Map<string, ConfigGroup>();
  let isOthers = false;
  for (const [name, before] of original) {
    const after = updated.get(name);
    if (after === undefined) {
      isOthers = true;
      continue;
    }
    const group = compareGroup(before, after);
    if (group.isChanged) {
      read.set(name, group.read);
      write.set(name, group.write);
    } else same.set(name, group.read);
  }
  for (const [name, added] of updated) {
    if (original.has(name)) continue;
    isOthers = true;
    const { write: group } = compareGroup(new common.ConfigGroup(), added);
    group.setVersion(0);
    group.setModPolicy(added.getModPolicy());
    write.set(name, group);
  }
  return { read, write, same, isOthers };
}

interface Members {
  readonly policies: ReadonlyMap<string, common.ConfigPolicy>;
  readonly values: ReadonlyMap<string, common.ConfigValue>;
  readonly groups: ReadonlyMap<string, ConfigGroup>;
}

function createGroup(version: number, { policies, values, groups }: Members): ConfigGroup {
  const group = new common.ConfigGroup();
  group.setVersion(version);
  for (const [name, policy] of policies) group.getPoliciesMap().set(name, policy);
  for (const [name, value] of values) group.getValuesMap().set(name, value);
  for (const [name, child] of groups) group.getGroupsMap().set(name, child);
  return group;
}

function joined<T extends Member>(changed: Map<string, T>, same: Map<string, T>): Map<string, T> {
  return new Map([...changed, ...same]);
}

function compareGroup(original: ConfigGroup, updated: ConfigGroup): GroupUpdate {
  const policies = compareLeaves(
    mapToEntries(original.getPoliciesMap()),
    mapToEntries(updated.getPoliciesMap()),
    common.ConfigPolicy,
  );
  const values = compareLeaves(
    mapToEntries(original.getValuesMap()),
    mapToEntries(updated.getValuesMap()),
    common.ConfigValue,
  );
  const groups = compareGroups(mapToEntries(original.getGroupsMap()), mapToEntries(updated.getGroupsMap()));
  const version = original.getVersion();
  const kinds = [policies, values, groups];
  const isGroupItselfChanged =
    kinds.some(({ isOthers }) => isOthers) || original.getModPolicy() !== updated.getModPolicy();
  const none: Members = { policies: new Map(), values: new Map(), groups: new Map() };
  if (!isGroupItselfChanged) {
    const isChanged = kinds.some(({ read, write }) => read.size + write.size > 0);
    if (!isChanged) {
      return { read: createGroup(version, none), write: createGroup(version, none), isChanged };
    }
    const read = { policies: policies.read, values: values.read, groups: groups.read };
    const write = { policies: policies.write, values: values.write, groups: groups.write };
    return { read: createGroup(version, read), write: createGroup(version, write), isChanged };
  }
  // Who belongs to a group changes, so all its members are named: those that are not vanish.
  const read = {
    policies: joined(policies.read, policies.same),
    values: joined(values.read, values.same),
    groups: joined(groups.read, groups.same),
  };
  const write = createGroup(version + 1, {
    policies: joined(policies.write, policies.same),
    values: joined(values.write, values.same),
    groups: joined(groups.write, groups.same),
  });
  write.setModPolicy(updated.getModPolicy());
  return { read: createGroup(version, read), write, isChanged: true };
}

/**
 * The smallest update that makes one configuration the other: what it relies on with the versions that it has, and what it changes
 * with the next ones. Undefined when both are the same. Mirrors internal/configtxlator/update/update.go.
 */
export function computeConfigUpdate(options: {
  readonly channelId: string;
  readonly original: ConfigGroup;
  readonly updated: ConfigGroup;
}): common.ConfigUpdate | undefined {
  const { read, write, isChanged } = compareGroup(options.original, options.updated);
  if (!isChanged) return undefined;
  const update = new common.ConfigUpdate();
  update.setChannelId(options.channelId);
  update.setReadSet(read);
  update.setWriteSet(write);
  return update;
}
