import type { peer } from '@hyperledger/fabric-protos';
import { explicitCollection, implicitCollectionMspId, isCollectionMember } from '../peer/collection-access';
import { type Policy, type PolicyRule, textToSignaturePolicy } from '@kontti/fabric-protocol/policy';
import type { Channel, Endorser } from '../peer/types';
import { lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import { type Layouts, policiesToPrincipalSets, principalSetsToLayouts, unsatisfiable } from './layouts';
import type { GatewayContext } from './types';

/** What a plan is made from. */
export type PlanContext = Pick<GatewayContext, 'mspId' | 'channel' | 'endorsers' | 'peerIdentity'>;

function requirePolicy(channel: Channel, path: string): Policy {
  const policy = channel.policies.policy(path);
  if (policy === undefined) {
    throw unsatisfiable(`the channel has no policy ${path}`);
  }
  return policy;
}

async function chaincodePolicy(channel: Channel, name: string): Promise<Policy> {
  if (name === lifecycleNamespace) {
    return requirePolicy(channel, '/Channel/Application/LifecycleEndorsement');
  }
  const definition = await channel.definition(name);
  if (definition === undefined) {
    throw unsatisfiable(`No metadata was found for chaincode ${name} in channel ${channel.channelId}`);
  }
  return channel.policies.applicationPolicyToPolicy(definition.validationParameter);
}

/** The collection's own policy in place of the chaincode's, where it has one. */
async function collectionPolicy(options: {
  channel: Channel;
  namespace: string;
  collection: string;
}): Promise<Policy> {
  const { channel, namespace, collection } = options;
  const owner = implicitCollectionMspId(collection);
  if (owner !== undefined) {
    // Discovery counts any member here, while the validation asks the company's own policy.
    return channel.policies.signaturePolicy(textToSignaturePolicy(`OR('${owner}.member')`).serializeBinary());
  }
  const found = await explicitCollection({ channel, namespace, collection });
  const bytes = found.getEndorsementPolicy()?.serializeBinary() ?? new Uint8Array();
  return bytes.length === 0
    ? chaincodePolicy(channel, namespace)
    : channel.policies.applicationPolicyToPolicy(bytes);
}

/** All policies that an interest must satisfy, in its order. */
async function interestPolicies(options: {
  channel: Channel;
  interest: peer.ChaincodeInterest;
}): Promise<{ policies: PolicyRule[]; keyPolicies: PolicyRule[] }> {
  const { channel, interest } = options;
  const policies: Policy[] = [];
  const keyPolicies: Policy[] = [];
  for (const call of interest.getChaincodesList()) {
    const namespace = call.getName();
    const collections = call.getCollectionNamesList();
    for (const collection of collections) {
      policies.push(await collectionPolicy({ channel, namespace, collection }));
    }
    if (collections.length === 0 && !call.getDisregardNamespacePolicy()) {
      policies.push(await chaincodePolicy(channel, namespace));
    }
    for (const envelope of call.getKeyPoliciesList()) {
      keyPolicies.push(channel.policies.signaturePolicy(envelope.serializeBinary()));
    }
  }
  return {
    policies: policies.map(({ rule }) => rule),
    keyPolicies: keyPolicies.map(({ rule }) => rule),
  };
}

/** Only members of a collection whose values were read can simulate again. */
async function isAuthorised(options: {
  context: PlanContext;
  interest: peer.ChaincodeInterest;
  mspId: string;
}): Promise<boolean> {
  const { context, interest, mspId } = options;
  const { channel } = context;
  const identity = context.peerIdentity(mspId);
  for (const call of interest.getChaincodesList()) {
    for (const name of call.getNoPrivateReads() ? [] : call.getCollectionNamesList()) {
      const owner = implicitCollectionMspId(name);
      if (owner !== undefined) {
        if (owner !== mspId) {
          return false;
        }
        continue;
      }
      const collection = await explicitCollection({ channel, namespace: call.getName(), collection: name });
      if (!isCollectionMember({ collection, identity, mspManager: channel.mspManager })) {
        return false;
      }
    }
  }
  return true;
}

/** The companies of which a question is answered with yes. */
async function companiesThat(
  context: PlanContext,
  isSo: (endorser: Endorser) => Promise<boolean>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const [mspId, endorser] of context.endorsers) {
    if (await isSo(endorser)) {
      found.add(mspId);
    }
  }
  return found;
}

/**
 * The sets of companies that could endorse what a first simulation touched, best first. Mirrors
 * discovery/endorsement/endorsement.go PeersForEndorsement. @throws NetworkError ENDORSEMENT_IMPOSSIBLE
 */
export async function endorsementLayouts(options: {
  context: PlanContext;
  interest: peer.ChaincodeInterest;
}): Promise<Layouts> {
  const { context, interest } = options;
  const { channel } = context;
  const names = [...new Set(interest.getChaincodesList().map((call) => call.getName()))];
  const authorised = await companiesThat(context, ({ mspId }) => isAuthorised({ context, interest, mspId }));
  const installed = await companiesThat(context, async (endorser) =>
    (await Promise.all(names.map((name) => endorser.hasChaincode(name)))).every(Boolean),
  );
  return principalSetsToLayouts({
    sets: policiesToPrincipalSets(await interestPolicies({ channel, interest })),
    abilities: {
      ownMspId: context.mspId,
      isPrincipal: ({ mspId, principal: { principal } }) =>
        authorised.has(mspId) &&
        channel.mspManager.satisfies({ identity: context.peerIdentity(mspId), principal }),
      hasChaincodes: (mspId) => installed.has(mspId),
    },
  });
}
