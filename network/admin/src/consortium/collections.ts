import { NetworkError } from '@kontti/fabric-protocol/base';
import type { CollectionConfig } from '../definitions/collections-config';
import type { CollectionTemplate, Consortium } from './types';

/** A collection's name may hold letters, digits, dashes and underscores; what else an MSP id holds becomes one. */
function toCollectionName(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_-]/g, '_');
}

interface Group {
  readonly name: string;
  readonly mspIds: readonly string[];
}

function groupsOf(consortium: Consortium, each: CollectionTemplate['each']): readonly Group[] {
  const { companies } = consortium;
  if (each === 'company') return companies.map(({ mspId }) => ({ name: mspId, mspIds: [mspId] }));
  const jurisdictions = new Set(companies.flatMap(({ jurisdiction }) => jurisdiction ?? []));
  return [...jurisdictions].map((name) => ({
    name,
    mspIds: companies.filter(({ jurisdiction }) => jurisdiction === name).map(({ mspId }) => mspId),
  }));
}

/**
 * The collections of a chaincode's definition in a consortium, in the form of the `peer` command's collections file: one for each
 * company or jurisdiction, as the file's templates say.
 * @example const collections = consortiumCollections(await readConsortium('consortium.yaml'));
 * @throws NetworkError COLLECTION_INVALID when two share a name
 */
export function consortiumCollections(consortium: Consortium): readonly CollectionConfig[] {
  const collections = consortium.collections.flatMap((template) =>
    groupsOf(consortium, template.each).map((group) => fill(template, group)),
  );
  const names = new Set(collections.map(({ name }) => name));
  if (names.size === collections.length) return collections;
  throw new NetworkError({
    code: 'COLLECTION_INVALID',
    message: 'Two collections of the consortium have the same name.',
  });
}

function fill(template: CollectionTemplate, { name, mspIds }: Group): CollectionConfig {
  // Clients of a member read and write too, where only members may; what endorses is a peer.
  const put = (text: string, role: 'member' | 'peer'): string =>
    text.replaceAll('{members}', () => mspIds.map((mspId) => `'${mspId}.${role}'`).join(', '));
  const {
    policy,
    endorsement,
    requiredPeerCount,
    maxPeerCount,
    blockToLive,
    memberOnlyRead,
    memberOnlyWrite,
  } = template;
  return {
    name: toCollectionName(template.name.replaceAll(`{${template.each}}`, () => name)),
    policy: put(policy, 'member'),
    ...{ requiredPeerCount, maxPeerCount, blockToLive, memberOnlyRead, memberOnlyWrite },
    ...(endorsement === undefined
      ? {}
      : { endorsementPolicy: { signaturePolicy: put(endorsement, 'peer') } }),
  };
}
