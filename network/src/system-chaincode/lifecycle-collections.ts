import { common, msp, type peer } from '@hyperledger/fabric-protos';
import { decodeMessage } from '../decode';
import { NetworkError } from '../errors';
import { lifecycleLimits } from '../lifecycle/limits';
import type { MspManager } from '../msp/types';

const namePattern = /^[A-Za-z0-9-][A-Za-z0-9_-]*$/;
const { Classification } = msp.MSPPrincipal;

/** Depth of nested policies that is read; deeper ones are refused. */
const policyDepthMax = 32;

interface MemberCheck {
  readonly collection: string;
  readonly mspManager: MspManager;
}

function refuse(collection: string, rule: string): NetworkError {
  const message = `The collection '${collection}' ${rule}.`;
  return new NetworkError({ code: 'COLLECTION_INVALID', message, details: { collection } });
}

function isAlternative(policy: common.SignaturePolicy | undefined, depth: number): boolean {
  if (policy === undefined || depth > policyDepthMax) return false;
  const nOutOf = policy.getNOutOf();
  if (nOutOf === undefined) return policy.hasSignedBy();
  return nOutOf.getN() === 1 && nOutOf.getRulesList().every((rule) => isAlternative(rule, depth + 1));
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
    throw refuse(collection, 'names an identity that is not part of the channel');
  }
  if (classification !== Classification.ROLE && classification !== Classification.ORGANIZATION_UNIT) {
    throw refuse(collection, 'names members by a kind of principal that is not supported');
  }
  const member =
    classification === Classification.ROLE
      ? decodeMessage({ type: msp.MSPRole, bytes, name: 'MSPRole' })
      : decodeMessage({ type: msp.OrganizationUnit, bytes, name: 'OrganizationUnit' });
  const mspId = member.getMspIdentifier();
  if (mspManager.config(mspId) === undefined) {
    throw refuse(collection, `names the member '${mspId}', which is not part of the channel`);
  }
}

function checkMembers(config: peer.StaticCollectionConfig, check: MemberCheck): void {
  const policy = config.getMemberOrgsPolicy()?.getSignaturePolicy();
  if (policy === undefined) throw refuse(check.collection, 'has no member policy');
  const rule = policy.getRule();
  const identities = policy.getIdentitiesList();
  if (!isSignerKnown(rule, identities.length)) throw refuse(check.collection, 'has a broken member policy');
  if (!isAlternative(rule, 0)) throw refuse(check.collection, 'may only have a member policy of OR');
  for (const identity of identities) checkPrincipal(identity, check);
}

/** Mirrors core/chaincode/lifecycle/scc.go validateCollectionConfigs. @throws NetworkError COLLECTION_INVALID */
export function checkCollections(options: {
  collections: readonly peer.StaticCollectionConfig[];
  mspManager: MspManager;
}): void {
  const { collections, mspManager } = options;
  if (collections.length > lifecycleLimits.collectionsMax) {
    throw refuse(`${collections.length} collections`, 'list is too long');
  }
  const names = new Set<string>();
  for (const config of collections) {
    const collection = config.getName();
    if (!namePattern.test(collection)) {
      throw refuse(collection, "must be named by letters, digits, '_' and '-', not starting with '_'");
    }
    if (names.has(collection)) throw refuse(collection, 'is configured twice');
    names.add(collection);
    const required = config.getRequiredPeerCount();
    if (config.getMaximumPeerCount() < required)
      throw refuse(collection, 'has maxPeerCount below requiredPeerCount');
    if (required < 0) throw refuse(collection, 'has a negative requiredPeerCount');
    checkMembers(config, { collection, mspManager });
  }
}

/** An upgrade keeps every committed collection and its blockToLive. @throws NetworkError COLLECTION_INVALID */
export function checkCollectionsAgainstCommitted(options: {
  proposed: readonly peer.StaticCollectionConfig[];
  committed: readonly peer.StaticCollectionConfig[];
}): void {
  const proposed = new Map(options.proposed.map((config) => [config.getName(), config]));
  for (const committed of options.committed) {
    const collection = committed.getName();
    const next = proposed.get(collection);
    if (next === undefined) throw refuse(collection, 'exists and is missing in the new definition');
    if (next.getBlockToLive() !== committed.getBlockToLive()) {
      throw refuse(collection, `must keep its blockToLive of ${committed.getBlockToLive()}`);
    }
  }
}
