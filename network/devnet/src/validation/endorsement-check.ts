import { type CollectionConfig, findCollection } from '../state/collections';
import { lifecycleNamespace, type ChaincodeDefinition } from '@kontti/fabric-protocol/lifecycle';
import type { StateReader } from '../state/state-reader';
import { validationParameter, type NamespaceReadWriteSet } from '@kontti/fabric-protocol/envelopes';
import { decodeMetadata } from '../state/versioned-value';
import type { Identity } from '@kontti/fabric-protocol/msp';
import type { ChannelPolicies, Policy } from '@kontti/fabric-protocol/policy';
import type { KeyPolicyUpdates } from './key-policy-updates';
import { type CausePlace, toBoundedPlace, toPolicyCause } from './refusal-cause';
import { type Refusal, codes, refuse, refuseFor } from './verdict';

const lifecyclePolicyPath = '/Channel/Application/LifecycleEndorsement';

interface EndorsementCheckOptions {
  readonly reader: StateReader;
  readonly channelPolicies: ChannelPolicies;
  readonly applicationMspIds: readonly string[];
  /** Changes of key policies by earlier transactions of the block. */
  readonly updates: KeyPolicyUpdates;
  /** The id of the transaction with a number in the block. */
  readonly txIdInBlock: (txNumber: number) => string | undefined;
  readonly blockNumber: number;
}

interface NamespaceCheck {
  readonly namespace: string;
  readonly definition: ChaincodeDefinition | undefined;
  readonly readWriteSet: readonly NamespaceReadWriteSet[];
  /** Distinct, and their endorsements verified. */
  readonly endorsers: readonly Identity[];
}

interface NamedPolicy {
  readonly policy: Policy | undefined;
  readonly text: string;
}

/**
 * Checks that the endorsers satisfy the policies of all that a transaction writes in one namespace: each key's own policy, else its
 * collection's, else the chaincode's. Mirrors core/common/validation/statebased v20.go and validator_keylevel.go.
 */
export function checkEndorsements(
  options: EndorsementCheckOptions,
  check: NamespaceCheck,
): Refusal | undefined {
  const chaincodePolicy = findChaincodePolicy(options, check);
  if (!chaincodePolicy) {
    return refuse(codes.INVALID_CHAINCODE, `Chaincode ${check.namespace} is not defined in this channel.`);
  }
  if ('code' in chaincodePolicy) return chaincodePolicy;
  const checked = new CheckedPolicies({ options, check, chaincodePolicy });
  for (const set of check.readWriteSet) {
    if (set.namespace !== check.namespace) continue;
    const keys = [
      ...[...set.writes, ...set.metadataWrites].map(({ key }) => ({ collection: '', key })),
      ...set.collections.flatMap(({ collection, writes }) => writes.map(({ key }) => ({ collection, key }))),
      ...set.collections.flatMap(({ collection, metadataWrites }) =>
        metadataWrites.map(({ key }) => ({ collection, key })),
      ),
    ];
    for (const place of keys) {
      const refusal = checked.checkKey(place);
      if (refusal) return refusal;
    }
  }
  return checked.checkSomething();
}

function findChaincodePolicy(
  { channelPolicies }: EndorsementCheckOptions,
  { namespace, definition }: NamespaceCheck,
): NamedPolicy | Refusal | undefined {
  if (namespace === lifecycleNamespace) {
    return { policy: channelPolicies.policy(lifecyclePolicyPath), text: lifecyclePolicyPath };
  }
  if (!definition || definition.validationPlugin === '' || definition.validationParameter.length === 0) {
    return undefined;
  }
  if (definition.validationPlugin !== 'vscc') {
    return realPeerWouldStop(`There is no validation plugin ${JSON.stringify(definition.validationPlugin)}.`);
  }
  return toNamedPolicy(channelPolicies, definition.validationParameter);
}

/** A policy that cannot be read is satisfied by nobody. */
function toNamedPolicy(channelPolicies: ChannelPolicies, applicationPolicy: Uint8Array): NamedPolicy {
  try {
    const policy = channelPolicies.applicationPolicyToPolicy(applicationPolicy);
    return { policy, text: channelPolicies.applicationPolicyToText(applicationPolicy) };
  } catch {
    return { policy: undefined, text: 'an unreadable policy' };
  }
}

export function realPeerWouldStop(what: string): Refusal {
  return refuse(
    codes.INVALID_OTHER_REASON,
    `${what} A REAL PEER WOULD STOP AT THIS BLOCK: this ledger goes on without it.`,
  );
}

/** The policies that were found to hold for one transaction and namespace. */
class CheckedPolicies {
  readonly #options: EndorsementCheckOptions;
  readonly #check: NamespaceCheck;
  readonly #chaincodePolicy: NamedPolicy;
  readonly #held = new Set<string>();
  #hasChecked = false;

  constructor(init: {
    options: EndorsementCheckOptions;
    check: NamespaceCheck;
    chaincodePolicy: NamedPolicy;
  }) {
    this.#options = init.options;
    this.#check = init.check;
    this.#chaincodePolicy = init.chaincodePolicy;
  }

  checkKey(place: { readonly collection: string; readonly key: string }): Refusal | undefined {
    const { namespace } = this.#check;
    const { reader, updates, channelPolicies } = this.#options;
    const { collection, key } = place;
    const writer = updates.writerOf({ namespace, ...place });
    if (writer !== undefined) return this.#policyChanged(keyToPlace(namespace, place), writer);
    const versioned =
      collection === ''
        ? reader.getPublic({ namespace, key })
        : reader.getHashed({ namespace, collection, keyHash: key });
    const envelopeBytes = decodeMetadata(versioned?.metadata).get(validationParameter);
    if (!envelopeBytes || envelopeBytes.length === 0) return this.#checkCollection(collection);
    const keyPolicy = readKeyPolicy(channelPolicies, envelopeBytes);
    if ('code' in keyPolicy) return keyPolicy;
    if (!keyPolicy.policy?.isSatisfiedBy(this.#check.endorsers)) {
      return this.#failure(keyPolicy, keyToPlace(namespace, place));
    }
    this.#hasChecked = true;
    return undefined;
  }

  /** Every transaction satisfies at least one policy, even when it writes nothing. */
  checkSomething(): Refusal | undefined {
    return this.#hasChecked ? undefined : this.#checkChaincode();
  }

  #checkCollection(collection: string): Refusal | undefined {
    if (collection === '') return this.#checkChaincode();
    if (this.#held.has(collection)) return undefined;
    const { namespace, definition } = this.#check;
    const { applicationMspIds } = this.#options;
    const config = findCollection({ definition, collection, applicationMspIds });
    if (!config) {
      return realPeerWouldStop(`Chaincode ${namespace} has no collection ${collection}.`);
    }
    return this.#hold(collection, this.#collectionPolicy(config), { namespace, collection });
  }

  #collectionPolicy(config: CollectionConfig): NamedPolicy {
    const { channelPolicies } = this.#options;
    if (config.implicitMspId !== undefined) {
      const path = `/Channel/Application/${config.implicitMspId}/Endorsement`;
      return { policy: channelPolicies.policy(path), text: path };
    }
    return config.endorsementPolicy === undefined
      ? this.#chaincodePolicy
      : toNamedPolicy(channelPolicies, config.endorsementPolicy);
  }

  #checkChaincode(): Refusal | undefined {
    return this.#held.has('')
      ? undefined
      : this.#hold('', this.#chaincodePolicy, { namespace: this.#check.namespace });
  }

  #hold(name: string, policy: NamedPolicy, place: CausePlace): Refusal | undefined {
    if (!policy.policy?.isSatisfiedBy(this.#check.endorsers)) return this.#failure(policy, place);
    this.#held.add(name);
    this.#hasChecked = true;
    return undefined;
  }

  #policyChanged(place: CausePlace, txNumber: number): Refusal {
    const { blockNumber, txIdInBlock } = this.#options;
    const txId = txIdInBlock(txNumber);
    return refuseFor(codes.ENDORSEMENT_POLICY_FAILURE, {
      kind: 'policyChanged',
      place: toBoundedPlace(place),
      winner: { blockNumber, txNumber, ...(txId === undefined ? {} : { txId }) },
    });
  }

  #failure({ policy, text }: NamedPolicy, place: CausePlace): Refusal {
    const { endorsers } = this.#check;
    const cause = toPolicyCause({
      place,
      policy: text,
      endorsers: endorsers.map(({ mspId, role }) => `${mspId}.${role ?? 'unknown'}`),
      answer: policy?.explain(endorsers),
    });
    return refuseFor(codes.ENDORSEMENT_POLICY_FAILURE, cause);
  }
}

function readKeyPolicy(channelPolicies: ChannelPolicies, envelopeBytes: Uint8Array): NamedPolicy | Refusal {
  const text = channelPolicies.signaturePolicyText(envelopeBytes);
  if (text === undefined) return realPeerWouldStop('The policy of a key is no SignaturePolicyEnvelope.');
  try {
    return { policy: channelPolicies.signaturePolicy(envelopeBytes), text };
  } catch {
    return { policy: undefined, text };
  }
}

function keyToPlace(namespace: string, { collection, key }: { collection: string; key: string }): CausePlace {
  return collection === ''
    ? { namespace, key }
    : { namespace, collection, key: Buffer.from(key, 'latin1').toString('hex') };
}
