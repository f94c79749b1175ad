import type { common } from '@hyperledger/fabric-protos';
import { msp, type peer } from '@hyperledger/fabric-protos';
import { decodeMessage, NetworkError } from '@kontti/fabric-protocol/base';
import { lifecycleLimits } from './limits';
import type { MspManager } from '@kontti/fabric-protocol/msp';

const namePattern = /^[A-Za-z0-9-][A-Za-z0-9_-]*$/;
const { Classification } = msp.MSPPrincipal;

const classificationNames = new Map<number, string>(
  Object.entries(Classification).map(([name, value]) => [value, name]),
);

/** Depth of nested policies that is read; deeper ones are refused. */
const policyDepthMax = 32;

interface MemberCheck {
  readonly collection: string;
  readonly mspManager: MspManager;
}

function refuse(collection: string, message: string): NetworkError {
  return new NetworkError({ code: 'COLLECTION_INVALID', message, details: { collection } });
}

function isAlternative(policy: common.SignaturePolicy | undefined, depth: number): boolean {
  if (policy === undefined || depth > policyDepthMax) return false;
  const nOutOf = policy.getNOutOf();
  if (nOutOf === undefined) return policy.hasSignedBy();
  return nOutOf.getN() === 1 && nOutOf.getRulesList().every((rule) => isAlternative(rule, depth + 1));
}

/** The number of the first gate that is no OR. */
function widestGate(policy: common.SignaturePolicy | undefined): number {
  const gate = policy?.getNOutOf();
  if (gate === undefined) return 0;
  if (gate.getN() !== 1) return gate.getN();
  return (
    gate
      .getRulesList()
      .map(widestGate)
      .find((n) => n !== 0) ?? 0
  );
}

function isSignerKnown(policy: common.SignaturePolicy | undefined, identities: number): boolean {
  const nOutOf = policy?.getNOutOf();
  if (nOutOf !== undefined) return nOutOf.getRulesList().every((rule) => isSignerKnown(rule, identities));
  const index = policy?.getSignedBy() ?? -1;
  return index >= 0 && index < identities;
}

function isIdentityOfChannel(mspManager: MspManager, bytes: Uint8Array): boolean {
  try {
    mspManager.deserialize(bytes);
    return true;
  } catch {
    return false;
  }
}

function checkPrincipal(principal: msp.MSPPrincipal, { collection, mspManager }: MemberCheck): void {
  const bytes = principal.getPrincipal_asU8();
  const classification = principal.getPrincipalClassification();
  if (classification === Classification.IDENTITY) {
    if (isIdentityOfChannel(mspManager, bytes)) return;
    throw refuse(
      collection,
      `collection-name: ${collection} -- contains an identity that is not part of the channel`,
    );
  }
  if (classification !== Classification.ROLE && classification !== Classification.ORGANIZATION_UNIT) {
    throw refuse(
      collection,
      `collection-name: ${collection} -- principal type ${classificationNames.get(classification) ?? classification} is not supported`,
    );
  }
  const member =
    classification === Classification.ROLE
      ? decodeMessage({ type: msp.MSPRole, bytes, name: 'MSPRole' })
      : decodeMessage({ type: msp.OrganizationUnit, bytes, name: 'OrganizationUnit' });
  const mspId = member.getMspIdentifier();
  if (mspManager.config(mspId) === undefined) {
    throw refuse(
      collection,
      `collection-name: ${collection} -- collection member '${mspId}' is not part of the channel`,
    );
  }
}

function checkMembers(config: peer.StaticCollectionConfig, check: MemberCheck): void {
  const policy = config.getMemberOrgsPolicy()?.getSignaturePolicy();
  if (policy === undefined) {
    throw refuse(
      check.collection,
      `collection member policy is not set for collection '${check.collection}'`,
    );
  }
  const rule = policy.getRule();
  const identities = policy.getIdentitiesList();
  if (!isSignerKnown(rule, identities.length)) {
    throw refuse(check.collection, `invalid member org policy for collection '${check.collection}'`);
  }
  if (!isAlternative(rule, 0)) {
    throw refuse(
      check.collection,
      `collection-name: ${check.collection} -- error in member org policy: signature policy is not an OR concatenation, NOutOf ${widestGate(rule)}`,
    );
  }
  for (const identity of identities) checkPrincipal(identity, check);
}

/** Mirrors core/chaincode/lifecycle/scc.go validateCollectionConfigs. @throws NetworkError COLLECTION_INVALID */
export function checkCollections(options: {
  collections: readonly peer.StaticCollectionConfig[];
  mspManager: MspManager;
}): void {
  const { collections, mspManager } = options;
  if (collections.length > lifecycleLimits.collectionsMax) {
    throw refuse('', `${collections.length} collections are more than ${lifecycleLimits.collectionsMax}`);
  }
  const names = new Set<string>();
  for (const config of collections) {
    const collection = config.getName();
    if (!namePattern.test(collection)) {
      throw refuse(
        collection,
        `invalid collection name '${collection}'. Names can only consist of alphanumerics, '_', and '-' and cannot begin with '_'`,
      );
    }
    if (names.has(collection)) {
      throw refuse(
        collection,
        `collection-name: ${collection} -- found duplicate in collection configuration`,
      );
    }
    names.add(collection);
    const required = config.getRequiredPeerCount();
    const maximum = config.getMaximumPeerCount();
    if (maximum < required) {
      throw refuse(
        collection,
        `collection-name: ${collection} -- maximum peer count (${maximum}) cannot be less than the required peer count (${required})`,
      );
    }
    if (required < 0) {
      throw refuse(
        collection,
        `collection-name: ${collection} -- requiredPeerCount (${required}) cannot be less than zero`,
      );
    }
    checkMembers(config, { collection, mspManager });
  }
}

/** An upgrade keeps every committed collection and its blockToLive. @throws NetworkError COLLECTION_INVALID */
export function checkCollectionsAgainstCommitted(options: {
  proposed: readonly peer.StaticCollectionConfig[];
  committed: readonly peer.StaticCollectionConfig[];
}): void {
  if (options.committed.length > 0 && options.proposed.length === 0) {
    throw refuse('', 'the proposed collection config does not contain previously defined collections');
  }
  const proposed = new Map(options.proposed.map((config) => [config.getName(), config]));
  for (const committed of options.committed) {
    const collection = committed.getName();
    const next = proposed.get(collection);
    if (next === undefined) {
      throw refuse(
        collection,
        `existing collection [${collection}] missing in the proposed collection configuration`,
      );
    }
    if (next.getBlockToLive() !== committed.getBlockToLive()) {
      throw refuse(
        collection,
        `the BlockToLive in an existing collection [${collection}] modified. Existing value [${committed.getBlockToLive()}]`,
      );
    }
  }
}
