import { common } from '@hyperledger/fabric-protos';
import { decodeMessage, NetworkError } from '@kontti/fabric-protocol/base';
import {
  companiesSatisfy,
  metaRuleToThreshold,
  type MetaRule,
  signaturePolicyToText,
} from '@kontti/fabric-protocol/policy';
import type { PeerConnection } from './peer-connection';

/** Whose peers have to endorse a chaincode definition: the channel's policy `LifecycleEndorsement`. */
export interface LifecycleGovernance {
  /** E.g. `MAJORITY Endorsement`, or a signature policy. */
  readonly text: string;
  /** The channel's companies, sorted. */
  readonly mspIds: readonly string[];
  /** True when one peer of each of these companies is enough. */
  isSatisfiedBy(mspIds: readonly string[]): boolean;
}

const metaRules: readonly MetaRule[] = ['ANY', 'ALL', 'MAJORITY'];

function refuse(channelId: string, reason: string): NetworkError {
  const message = `The configuration of channel ${channelId} ${reason}.`;
  return new NetworkError({ code: 'LIFECYCLE_FAILED', message, details: { stage: 'query', channelId } });
}

/**
 * The channel's configuration, as this peer has it.
 * @example const { companies } = summarizeConfig(await readChannelConfig(connection, 'mychannel'), 0);
 * @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE
 */
export async function readChannelConfig(
  connection: PeerConnection,
  channelId: string,
): Promise<common.ConfigGroup> {
  const response = await connection.call({
    channelId: '',
    chaincodeName: 'cscc',
    functionName: 'GetChannelConfig',
    argument: Buffer.from(channelId),
    stage: 'query',
  });
  const config = decodeMessage({
    type: common.Config,
    bytes: response.getPayload_asU8(),
    name: 'channel configuration',
  });
  return config.getChannelGroup() ?? new common.ConfigGroup();
}

/** What the channel demands for a definition. @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE */
function configToGovernance(channelId: string, config: common.ConfigGroup): LifecycleGovernance {
  const application = config.getGroupsMap().get('Application');
  const mspIds = [...(application?.getGroupsMap().keys() ?? [])].toSorted();
  const policy = application?.getPoliciesMap().get('LifecycleEndorsement')?.getPolicy();
  const bytes = policy?.getValue_asU8() ?? new Uint8Array();
  if (policy?.getType() === common.Policy.PolicyType.IMPLICIT_META) {
    const type = common.ImplicitMetaPolicy;
    const meta = decodeMessage({ type, bytes, name: 'LifecycleEndorsement' });
    const rule = metaRules.find((name) => type.Rule[name] === meta.getRule()) ?? 'ALL';
    const threshold = metaRuleToThreshold(rule, mspIds.length);
    return {
      text: `${rule} ${meta.getSubPolicy()}`,
      mspIds,
      isSatisfiedBy: (approving) => mspIds.filter((mspId) => approving.includes(mspId)).length >= threshold,
    };
  }
  if (policy?.getType() === common.Policy.PolicyType.SIGNATURE) {
    const type = common.SignaturePolicyEnvelope;
    const envelope = decodeMessage({ type, bytes, name: 'LifecycleEndorsement' });
    const isSatisfiedBy = (approving: readonly string[]): boolean => companiesSatisfy(envelope, approving);
    return { text: signaturePolicyToText(envelope), mspIds, isSatisfiedBy };
  }
  throw refuse(channelId, 'has no policy LifecycleEndorsement that can be read');
}

/** The same, asked for at a peer. @throws NetworkError LIFECYCLE_FAILED, MALFORMED_MESSAGE */
export async function readLifecycleGovernance(
  connection: PeerConnection,
  channelId: string,
): Promise<LifecycleGovernance> {
  return configToGovernance(channelId, await readChannelConfig(connection, channelId));
}
