import { common } from '@hyperledger/fabric-protos';
import type { peer } from '@hyperledger/fabric-protos';
import type { CollectionAccess } from '../chaincode/types';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { Simulator } from '../ledger/types';
import type { Identity, MspManager } from '@kontti/fabric-protocol/msp';
import type { Channel } from './types';

const implicitPrefix = '_implicit_org_';

/** The company of an implicit collection's name. Mirrors core/chaincode/implicitcollection. */
export function implicitCollectionMspId(collection: string): string | undefined {
  return collection.startsWith(implicitPrefix) ? collection.slice(implicitPrefix.length) : undefined;
}

/** True when an identity is one of those whom a collection's distribution policy names. */
export function isCollectionMember(options: {
  collection: peer.StaticCollectionConfig;
  identity: Identity;
  mspManager: MspManager;
}): boolean {
  const { collection, identity, mspManager } = options;
  const policy =
    collection.getMemberOrgsPolicy()?.getSignaturePolicy() ?? new common.SignaturePolicyEnvelope();
  return policy.getIdentitiesList().some((principal) => mspManager.satisfies({ identity, principal }));
}

/** @throws NetworkError COLLECTION_UNKNOWN */
export async function explicitCollection(options: {
  channel: Channel;
  namespace: string;
  collection: string;
}): Promise<peer.StaticCollectionConfig> {
  const { channel, namespace, collection } = options;
  const definition = await channel.definition(namespace);
  const found = definition?.collections.find((candidate) => candidate.getName() === collection);
  if (found === undefined) {
    throw new NetworkError({
      code: 'COLLECTION_UNKNOWN',
      message: `collection ${channel.channelId}/${namespace}/${collection} could not be found`,
      details: { namespace, collection },
    });
  }
  return found;
}

/**
 * What the creator of a transaction may do with a collection. Mirrors core/common/privdata/store.go RetrieveReadWritePermission.
 * @throws NetworkError COLLECTION_UNKNOWN
 */
export async function collectionAccess(options: {
  channel: Channel;
  namespace: string;
  collection: string;
  creator: Identity;
  simulator: Simulator;
}): Promise<CollectionAccess> {
  const { channel, namespace, collection: name, creator, simulator } = options;
  // Whether the company exists is for the simulation to say.
  if (implicitCollectionMspId(name) !== undefined) return { read: true, write: true };
  // Through the simulation, so that it counts as read even where the creator is refused.
  await simulator.readDefinition(namespace);
  const collection = await explicitCollection({ channel, namespace, collection: name });
  const open = { read: !collection.getMemberOnlyRead(), write: !collection.getMemberOnlyWrite() };
  if ((open.read && open.write) || !hasMember({ collection, creator, channel })) {
    return open;
  }
  return { read: true, write: true };
}

function hasMember(options: {
  collection: peer.StaticCollectionConfig;
  creator: Identity;
  channel: Channel;
}): boolean {
  const { collection, creator, channel } = options;
  return isCollectionMember({ collection, identity: creator, mspManager: channel.mspManager });
}
