import type { Identity } from '@kontti/fabric-protocol/msp';
import { noSubPolicySatisfied, verifySignedData, type SignedData } from '@kontti/fabric-protocol/policy';
import type { Channel } from './types';

type Role = 'Readers' | 'Writers';

interface Access {
  readonly channel: Channel;
  readonly channelId: string;
  readonly role: Role;
}

/** Why these identities may not, in Fabric's words; undefined when they may. Mirrors core/policy/policy.go. */
export function roleRefusal(access: Access, identities: readonly Identity[]): string | undefined {
  const { channel, channelId, role } = access;
  if (channelId !== channel.channelId) {
    return channelId === ''
      ? 'Invalid channel ID name during check policy on signed data. Name must be different from nil.'
      : `Failed to get policy manager for channel [${channelId}]`;
  }
  const path = `/Channel/Application/${role}`;
  if (channel.policies.policy(path)?.isSatisfiedBy(identities) === true) {
    return undefined;
  }
  return `Failed evaluating policy on signed data during check policy on channel [${channelId}] with policy [${path}]: [${noSubPolicySatisfied(role)}]`;
}

/** Why the bearer of a signature may not read the channel; undefined when it may. Mirrors core/aclmgmt/defaultaclprovider.go. */
export function readRefusal(options: {
  channel: Channel;
  channelId: string;
  signed: SignedData;
}): string | undefined {
  const { channel, channelId, signed } = options;
  const identities = verifySignedData({ signedData: [signed], mspManager: channel.mspManager });
  return roleRefusal({ channel, channelId, role: 'Readers' }, identities);
}
