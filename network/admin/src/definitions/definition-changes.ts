import { applicationPolicyBytesToText } from '@kontti/fabric-protocol/policy';
import { collectionToConfig } from './collections-config';
import { collectionToText, pluginsToLines } from './definition-text';
import type { ChaincodeDefinition } from '@kontti/fabric-protocol/lifecycle';

/** One thing that a new definition changes. */
export interface DefinitionChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** E.g. `endorsement policy` or `collection seal_Org1MSP: blockToLive`. */
  readonly what: string;
  readonly from?: string;
  readonly to?: string;
  /** Why peers will not take it, where that is known before. */
  readonly refused?: string;
}

function change(what: string, from: string, to: string): readonly DefinitionChange[] {
  return from === to ? [] : [{ kind: 'changed', what, from, to }];
}

function added(what: string, to: string): DefinitionChange {
  return { kind: 'added', what, to };
}

type Fields = Readonly<Record<string, string>>;

function collectionFields(definition: ChaincodeDefinition): ReadonlyMap<string, Fields> {
  return new Map(
    definition.collections.map((collection) => {
      const { name, endorsementPolicy, ...rest } = collectionToConfig(collection);
      const endorsement = endorsementPolicy?.signaturePolicy ?? endorsementPolicy?.channelConfigPolicy;
      const fields = Object.entries(rest).map(([field, value]) => [field, String(value)]);
      return [
        name,
        { ...(Object.fromEntries(fields) as Fields), endorsementPolicy: endorsement ?? "the chaincode's" },
      ];
    }),
  );
}

function fieldChanges(name: string, before: Fields, after: Fields): readonly DefinitionChange[] {
  return Object.keys(after).flatMap((field) =>
    change(`collection ${name}: ${field}`, before[field] ?? '', after[field] ?? '').map((entry) =>
      field === 'blockToLive'
        ? { ...entry, refused: 'peers keep the blockToLive of a committed collection' }
        : entry,
    ),
  );
}

/** What each collection says, by its name. */
function collectionTexts({ collections }: ChaincodeDefinition): ReadonlyMap<string, string> {
  return new Map(collections.map((collection) => [collection.getName(), collectionToText(collection)]));
}

function collectionChanges(
  before: ReadonlyMap<string, Fields>,
  after: ReadonlyMap<string, Fields>,
  texts: ReadonlyMap<string, string>,
): readonly DefinitionChange[] {
  const removed = [...before.keys()].filter((name) => !after.has(name));
  return [
    ...removed.map((name): DefinitionChange => ({
      kind: 'removed',
      what: `collection ${name}`,
      refused: 'peers keep committed collections: take it into the new definition',
    })),
    ...[...after].flatMap(([name, fields]): readonly DefinitionChange[] => {
      const earlier = before.get(name);
      return earlier === undefined
        ? [added(`collection ${name}`, texts.get(name) ?? '')]
        : fieldChanges(name, earlier, fields);
    }),
  ];
}

/** All that the first definition of a chaincode says. */
function firstDefinition(definition: ChaincodeDefinition): readonly DefinitionChange[] {
  const { name, version, initRequired, validationParameter } = definition;
  return [
    added(`chaincode ${name}`, version),
    added('endorsement policy', applicationPolicyBytesToText(validationParameter)),
    ...(initRequired ? [added('init required', 'true')] : []),
    ...pluginsToLines(definition).map((line) => added('plugin', line)),
    ...[...collectionTexts(definition)].map(([collection, text]) => added(`collection ${collection}`, text)),
  ];
}

/** Everything in which two definitions differ, in the order in which people read them; the sequence is not among it. */
export function definitionChanges(
  before: ChaincodeDefinition | undefined,
  after: ChaincodeDefinition,
): readonly DefinitionChange[] {
  if (before === undefined) return firstDefinition(after);
  const policies = [before, after].map(({ validationParameter }) =>
    applicationPolicyBytesToText(validationParameter),
  );
  const plugins = [before, after].map(
    ({ endorsementPlugin, validationPlugin }) => `${endorsementPlugin}, ${validationPlugin}`,
  );
  return [
    ...change('version', before.version, after.version),
    ...change('endorsement policy', policies[0] ?? '', policies[1] ?? ''),
    ...change('init required', String(before.initRequired), String(after.initRequired)),
    ...change('plugins', plugins[0] ?? '', plugins[1] ?? ''),
    ...collectionChanges(collectionFields(before), collectionFields(after), collectionTexts(after)),
  ];
}
