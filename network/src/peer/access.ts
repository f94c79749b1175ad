import { verifySignedData } from '../policy/signed-data';
import type { SignedData } from '../policy/types';
import type { Channel } from './types';

/** True when the signature is that of a reader of the channel. Mirrors core/aclmgmt/defaultaclprovider.go. */
export function isReader(options: { channel: Channel; signed: SignedData }): boolean {
  const { channel, signed } = options;
  const identities = verifySignedData({ signedData: [signed], mspManager: channel.mspManager });
  return channel.policies.policy('/Channel/Application/Readers')?.isSatisfiedBy(identities) === true;
}
