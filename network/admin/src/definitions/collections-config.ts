import { peer } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { textToSignaturePolicy, signaturePolicyToText } from '@kontti/fabric-protocol/policy';
import { isJsonObject } from '../data-files/json-object';
import {
  applicationPolicyToText,
  textToApplicationPolicy,
  type ApplicationPolicyText,
} from './application-policy';

/** One entry of the `peer` command's collections file. */
export interface CollectionConfig {
  /** Name of the collection, by which chaincode reads and writes it. */
  readonly name: string;
  /** The members, as a policy: `OR('Org1MSP.member', 'Org2MSP.member')`. */
  readonly policy: string;
  /** Peers that must get private data before a proposal is endorsed; 0 by default. */
  readonly requiredPeerCount?: number;
  /** Peers that private data is sent to at most while a proposal is endorsed; 1 by default. */
  readonly maxPeerCount?: number;
  /** Blocks after which private data is purged; 0 or absent keeps it for ever. */
  readonly blockToLive?: number;
  /** Whether only clients of members may read; false by default. */
  readonly memberOnlyRead?: boolean;
  /** Whether only clients of members may write; false by default. */
  readonly memberOnlyWrite?: boolean;
  /** Replaces the chaincode's endorsement policy for writes to this collection. */
  readonly endorsementPolicy?: ApplicationPolicyText;
}

const maxPeerCountDefault = 1;
const int32Max = 2 ** 31 - 1;

type FieldType = 'text' | 'count' | 'flag' | 'policy';

const fieldTypes: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ['name', 'text'],
  ['policy', 'text'],
  ['requiredPeerCount', 'count'],
  ['maxPeerCount', 'count'],
  ['blockToLive', 'count'],
  ['memberOnlyRead', 'flag'],
  ['memberOnlyWrite', 'flag'],
  ['endorsementPolicy', 'policy'],
]);

function refuse(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'COLLECTION_INVALID', message, cause });
}

function isPolicyText(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  return Object.entries(value).every(
    ([name, text]) =>
      typeof text === 'string' && (name === 'signaturePolicy' || name === 'channelConfigPolicy'),
  );
}

function isOfType(value: unknown, type: FieldType): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'count':
      return Number.isSafeInteger(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'policy':
      return isPolicyText(value);
  }
}

function checkEntry(entry: unknown, index: number): asserts entry is CollectionConfig {
  if (!isJsonObject(entry)) throw refuse(`Collection ${index + 1} is no object.`);
  for (const [name, value] of Object.entries(entry)) {
    const type = fieldTypes.get(name);
    if (type === undefined) throw refuse(`Collection ${index + 1} has the unknown field '${name}'.`);
    if (!isOfType(value, type)) throw refuse(`Collection ${index + 1} has a '${name}' of the wrong type.`);
  }
  for (const name of ['name', 'policy']) {
    if (entry[name] === undefined) throw refuse(`Collection ${index + 1} has no '${name}'.`);
  }
}

/** Reads a collections file of the `peer` command. Unknown fields are refused. @throws NetworkError COLLECTION_INVALID */
export function parseCollectionsConfig(text: string): readonly CollectionConfig[] {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch (cause) {
    throw refuse('The collections configuration is no JSON.', cause);
  }
  if (!Array.isArray(entries)) throw refuse('The collections configuration is no JSON array.');
  return entries.map((entry: unknown, index) => {
    checkEntry(entry, index);
    return entry;
  });
}

/**
 * The message of one collection. Mirrors internal/peer/chaincode/common.go getCollectionConfigFromBytes.
 * @throws NetworkError POLICY_INVALID, COLLECTION_INVALID for counts out of range
 */
export function configToCollection(config: CollectionConfig): peer.StaticCollectionConfig {
  const { requiredPeerCount = 0, maxPeerCount = maxPeerCountDefault, blockToLive = 0 } = config;
  if (requiredPeerCount < 0 || requiredPeerCount > int32Max || maxPeerCount < 0 || maxPeerCount > int32Max) {
    throw refuse(`The collection '${config.name}' has a peer count out of range.`);
  }
  if (blockToLive < 0) throw refuse(`The collection '${config.name}' has a negative blockToLive.`);
  const collection = new peer.StaticCollectionConfig();
  collection.setName(config.name);
  const members = new peer.CollectionPolicyConfig();
  members.setSignaturePolicy(textToSignaturePolicy(config.policy));
  collection.setMemberOrgsPolicy(members);
  collection.setRequiredPeerCount(requiredPeerCount);
  collection.setMaximumPeerCount(maxPeerCount);
  collection.setBlockToLive(blockToLive);
  collection.setMemberOnlyRead(config.memberOnlyRead ?? false);
  collection.setMemberOnlyWrite(config.memberOnlyWrite ?? false);
  const policy = textToApplicationPolicy(config.endorsementPolicy ?? {});
  if (policy !== undefined) collection.setEndorsementPolicy(policy);
  return collection;
}

/** The file's entry of a collection, every field written out. */
export function collectionToConfig(
  collection: peer.StaticCollectionConfig,
): Required<Omit<CollectionConfig, 'endorsementPolicy'>> & Pick<CollectionConfig, 'endorsementPolicy'> {
  const members = collection.getMemberOrgsPolicy()?.getSignaturePolicy();
  const endorsement = collection.getEndorsementPolicy();
  return {
    name: collection.getName(),
    policy: members === undefined ? '' : signaturePolicyToText(members),
    requiredPeerCount: collection.getRequiredPeerCount(),
    maxPeerCount: collection.getMaximumPeerCount(),
    blockToLive: collection.getBlockToLive(),
    memberOnlyRead: collection.getMemberOnlyRead(),
    memberOnlyWrite: collection.getMemberOnlyWrite(),
    ...(endorsement === undefined ? {} : { endorsementPolicy: applicationPolicyToText(endorsement) }),
  };
}
