import { createHash } from 'node:crypto';
import { canonicalJson } from '@kontti/model';
import { peer } from '@hyperledger/fabric-protos';
import { matching } from '../options/rules';

/** The parts of a committed chaincode definition that decide who has to endorse what. */
export interface PinnedDefinition {
  /** Name of the endorsement plugin. */
  readonly endorsementPlugin: string;
  /** Name of the validation plugin. */
  readonly validationPlugin: string;
  /** Hex of the `peer.ApplicationPolicy` bytes. */
  readonly policy: string;
  /** True when the chaincode needs a first call. */
  readonly initRequired: boolean;
  /** By name: hex of the `peer.StaticCollectionConfig` bytes. */
  readonly collections: Readonly<Record<string, string>>;
}

/** One part that differs between the accepted and the committed definition. */
export interface DefinitionChange {
  /** e.g. `policy` or `collections.seal_Org1MSP`. */
  readonly part: string;
  /** How it differs. */
  readonly change: 'added' | 'removed' | 'changed';
}

/**
 * Takes what is pinned from what `_lifecycle:QueryChaincodeDefinition` answers. The version is not pinned: it counts upgrades of code,
 * and each company chooses the code that its own peers run.
 */
export function bytesToDefinition(bytes: Uint8Array): {
  readonly sequence: number;
  readonly definition: PinnedDefinition;
} {
  const result = peer.lifecycle.QueryChaincodeDefinitionResult.deserializeBinary(bytes);
  const definition = toPinned({
    endorsementPlugin: result.getEndorsementPlugin(),
    validationPlugin: result.getValidationPlugin(),
    policy: result.getValidationParameter_asU8(),
    initRequired: result.getInitRequired(),
    collections: result.getCollections(),
  });
  return { sequence: result.getSequence(), definition };
}

/** The parts that are pinned, wherever they were read. @internal */
export function toPinned(parts: {
  readonly endorsementPlugin: string;
  readonly validationPlugin: string;
  readonly policy: Uint8Array;
  readonly initRequired: boolean;
  readonly collections: peer.CollectionConfigPackage | undefined;
}): PinnedDefinition {
  const { policy, collections: configs, ...rest } = parts;
  const collections = (configs?.getConfigList() ?? [])
    .map((config) => config.getStaticCollectionConfig())
    .filter((config) => config !== undefined)
    .map((config) => [config.getName(), toHex(config.serializeBinary())] as const);
  return { ...rest, policy: toHex(policy), collections: Object.fromEntries(collections) };
}

/** SHA-256, in hex, of the definition's canonical JSON: what companies can send each other and put into their configuration. */
export function definitionToDigest(definition: PinnedDefinition): string {
  return createHash('sha256').update(canonicalJson(definition)).digest('hex');
}

/** What such a digest may be. */
export const definitionDigest = matching(/^[0-9a-f]{64}$/, 'the SHA-256 of a definition in hex');

/** What is different in `committed`; empty when nothing is. */
export function compareDefinitions(definitions: {
  readonly accepted: PinnedDefinition;
  readonly committed: PinnedDefinition;
}): DefinitionChange[] {
  const accepted = flatten(definitions.accepted);
  const committed = flatten(definitions.committed);
  const parts = [...new Set([...accepted.keys(), ...committed.keys()])].toSorted();
  return parts
    .filter((part) => accepted.get(part) !== committed.get(part))
    .map((part) => ({ part, change: changeOf(accepted.has(part), committed.has(part)) }));
}

function changeOf(before: boolean, after: boolean): DefinitionChange['change'] {
  if (before && after) {
    return 'changed';
  }
  return after ? 'added' : 'removed';
}

function flatten({ collections, ...rest }: PinnedDefinition): Map<string, string> {
  const own = Object.entries(rest).map(([name, value]) => [name, String(value)] as const);
  const named = Object.entries(collections).map(([name, value]) => [`collections.${name}`, value] as const);
  return new Map([...own, ...named]);
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
