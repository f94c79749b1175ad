import { peer } from '@hyperledger/fabric-protos';
import { explicitCollection, implicitCollectionMspId, isCollectionMember } from '../peer/collection-access';
import { NetworkError } from '../errors';
import type { Policy } from '../policy/types';
import type { Channel } from '../peer/types';
import { lifecycleNamespace } from '../system-chaincode/lifecycle-keys';
import { gatewayLimits } from './limits';
import type { GatewayContext } from './types';

/** Sets of companies of which each satisfies every policy, best first. */
export type Layouts = readonly (readonly string[])[];

function unsatisfiable(message: string): NetworkError {
  return new NetworkError({ code: 'ENDORSEMENT_IMPOSSIBLE', message });
}

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
    return requirePolicy(channel, `/Channel/Application/${owner}/Endorsement`);
  }
  const found = await explicitCollection({ channel, namespace, collection });
  const bytes = found.getEndorsementPolicy()?.serializeBinary() ?? new Uint8Array();
  return bytes.length === 0
    ? chaincodePolicy(channel, namespace)
    : channel.policies.applicationPolicyToPolicy(bytes);
}

/** All policies that an interest must satisfy. Mirrors discovery/endorsement/endorsement.go computePrincipalSets. */
async function interestPolicies(options: {
  channel: Channel;
  interest: peer.ChaincodeInterest;
}): Promise<Policy[]> {
  const { channel, interest } = options;
  const policies: Policy[] = [];
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
      policies.push(channel.policies.signaturePolicy(envelope.serializeBinary()));
    }
  }
  return policies;
}

/** Only members of a collection whose values were read can simulate again. */
async function isAuthorised(options: {
  context: GatewayContext;
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

async function availableCompanies(options: {
  context: GatewayContext;
  interest: peer.ChaincodeInterest;
}): Promise<string[]> {
  const { context, interest } = options;
  const available: string[] = [];
  for (const [mspId, endorser] of context.endorsers) {
    const names = interest.getChaincodesList().map((call) => call.getName());
    const installed = await Promise.all([...new Set(names)].map((name) => endorser.hasChaincode(name)));
    if (installed.every(Boolean) && (await isAuthorised({ context, interest, mspId }))) {
      available.push(mspId);
    }
  }
  return available;
}

const layoutKey = (layout: readonly string[]): string => layout.join('\n');

/** Every union of one set of each policy, the smallest first; bounded. */
function mergeLayouts(policyLayouts: readonly Layouts[]): Layouts {
  let merged: Layouts = [[]];
  for (const layouts of policyLayouts) {
    const unions = new Map<string, readonly string[]>();
    for (const left of merged) {
      for (const right of layouts) {
        const union = [...new Set([...left, ...right])].sort();
        unions.set(layoutKey(union), union);
      }
    }
    merged = [...unions.values()].sort((a, b) => a.length - b.length).slice(0, gatewayLimits.layoutsMax);
  }
  return merged;
}

/**
 * The sets of companies that could endorse what a first simulation touched: those with the gateway's own company first, then
 * the smallest. Mirrors internal/pkg/gateway/registry.go endorsementPlan, without its shuffling.
 * @throws NetworkError ENDORSEMENT_IMPOSSIBLE
 */
export async function endorsementLayouts(options: {
  context: GatewayContext;
  interest: peer.ChaincodeInterest;
}): Promise<Layouts> {
  const { context, interest } = options;
  const available = await availableCompanies({ context, interest });
  const policies = await interestPolicies({ channel: context.channel, interest });
  const merged = mergeLayouts(policies.map((policy) => policy.minimalOrganisations({ available })));
  const layouts = merged.filter((layout) => layout.length > 0);
  if (layouts.length === 0) {
    throw unsatisfiable('no peer combination can satisfy the endorsement policy');
  }
  const own = (layout: readonly string[]): number => Number(layout.includes(context.mspId));
  return [...layouts].sort((a, b) => own(b) - own(a) || a.length - b.length);
}
