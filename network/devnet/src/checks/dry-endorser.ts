import type { peer } from '@hyperledger/fabric-protos';
import type { ChannelLedger } from '../ledger/types';
import { createEndorser } from '../peer/endorser';
import type { EndorserOptions } from '../peer/endorser';
import type { EndorseOutcome } from '../peer/types';

/** What a peer answered, and the private writes that it did not keep. */
export interface DryEndorsement {
  readonly outcome: EndorseOutcome;
  /** `rwset.TxPvtReadWriteSet` bytes. */
  readonly privateBytes: Uint8Array | undefined;
}

/** Endorses as the peer does, but leaves nothing behind. */
export async function endorseDry(
  options: EndorserOptions,
  signedProposal: peer.SignedProposal,
): Promise<DryEndorsement> {
  let privateBytes: Uint8Array | undefined;
  const ledger = Object.create(options.channel.ledger, {
    keepPrivateWrites: {
      value: (kept: { privateBytes: Uint8Array }) => {
        ({ privateBytes } = kept);
      },
    },
  }) as ChannelLedger;
  const endorser = createEndorser({ ...options, channel: { ...options.channel, ledger } });
  return { outcome: await endorser.processProposal(signedProposal), privateBytes };
}
