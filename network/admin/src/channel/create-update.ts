import type { common } from '@hyperledger/fabric-protos';
import type { ProposalSource } from '../access/peer-connection';
import { answerToPrincipals } from '@kontti/fabric-protocol/policy';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { configToChannelGroup } from './channel-client';
import { computeConfigUpdate } from './compute-update';
import { configElements } from './config-elements';
import { cloneGroup, type ConfigGroup } from '@kontti/fabric-protocol/configuration';
import { createConfigPolicies } from './config-policies';
import { updateToDelta } from './judge-update';
import { addSignatures, type ChannelUpdate } from './update-file';
import { createUpdateSignature } from './update-signature';

const nonceBytes = 24;

/**
 * An update that makes what `change` does to a copy of the configuration; undefined when that changes nothing.
 * @example
 * const change = (channel: common.ConfigGroup) => removeCompany(channel, 'Org3MSP');
 * const update = await createChannelUpdate({ channelId: 'mychannel', config: await client.config(), change });
 * @throws NetworkError CHANNEL_CONFIG_UNUSABLE, and what `change` throws
 */
export async function createChannelUpdate(options: {
  readonly channelId: string;
  readonly config: common.Config;
  readonly change: (channel: ConfigGroup) => void | Promise<void>;
}): Promise<ChannelUpdate | undefined> {
  const { channelId, config, change } = options;
  const original = configToChannelGroup(config);
  const updated = cloneGroup(original);
  await change(updated);
  const update = computeConfigUpdate({ channelId, original, updated });
  if (update === undefined) return undefined;
  return { channelId, update, bytes: update.serializeBinary(), signatures: [], base: config };
}

/** Why a signature of this identity would count for nothing in an update; undefined when it counts. */
export function findUselessness(
  { update, base }: Pick<ChannelUpdate, 'update' | 'base'>,
  signer: Pick<Signer, 'serialized' | 'mspId'>,
): string | undefined {
  const channel = configToChannelGroup(base);
  const policies = createConfigPolicies(channel);
  const { mspManager } = policies;
  const config = configElements(channel);
  try {
    const identity = mspManager.deserialize(signer.serialized);
    mspManager.validate(identity);
    const isAsked = updateToDelta(update).some(([key]) => {
      const answer = policies.policy(config.get(key)?.modPolicyPath ?? '')?.explain([identity]);
      return answer !== undefined && answerToPrincipals(answer).satisfied.length > 0;
    });
    return isAsked
      ? undefined
      : 'the policies of what changes do not ask for this identity: sign as an admin of a company that they name';
  } catch (error) {
    if (!mspManager.mspIds.includes(signer.mspId)) {
      return `the channel has no company ${signer.mspId}: it has ${mspManager.mspIds.join(', ')}`;
    }
    if (error instanceof NetworkError && error.code === 'IDENTITY_INVALID') return error.message;
    return `the channel knows another authority of ${signer.mspId} than the one that issued this certificate`;
  }
}

/**
 * The update with this admin's signature.
 * @example const signed = signChannelUpdate(update, { signer, randomBytes });
 * @throws NetworkError CHANNEL_SIGNER_INVALID when it would count for nothing
 */
export function signChannelUpdate(
  update: ChannelUpdate,
  options: Pick<ProposalSource, 'randomBytes'> & { readonly signer: Signer },
): ChannelUpdate {
  const { signer, randomBytes } = options;
  const uselessness = findUselessness(update, signer);
  if (uselessness !== undefined) {
    throw new NetworkError({
      code: 'CHANNEL_SIGNER_INVALID',
      message: `A signature of ${signer.mspId} with this certificate counts for nothing here: ${uselessness}.`,
      details: { mspId: signer.mspId },
    });
  }
  const nonce = randomBytes(nonceBytes);
  return addSignatures(update, [createUpdateSignature({ updateBytes: update.bytes, signer, nonce })]);
}
