import { common, orderer } from '@hyperledger/fabric-protos';
import { createSignedEnvelope } from '@kontti/fabric-protocol/envelopes';
import type { Signer } from '@kontti/fabric-protocol/signatures';

/** A block by its number, or by its place among those that there are. */
export type BlockPosition = number | 'newest' | 'oldest';

interface SeekOptions {
  readonly channelId: string;
  readonly signer: Signer;
  readonly nonce: Uint8Array;
  readonly timeMs: number;
}

function toPosition(place: BlockPosition): orderer.SeekPosition {
  const position = new orderer.SeekPosition();
  if (place === 'newest') position.setNewest(new orderer.SeekNewest());
  else if (place === 'oldest') position.setOldest(new orderer.SeekOldest());
  else {
    const specified = new orderer.SeekSpecified();
    specified.setNumber(place);
    position.setSpecified(specified);
  }
  return position;
}

function createEnvelope(options: SeekOptions, seek: orderer.SeekInfo): common.Envelope {
  const data = seek.serializeBinary();
  return createSignedEnvelope({ ...options, type: common.HeaderType.DELIVER_SEEK_INFO, data });
}

/**
 * Asks for blocks from a number on: up to the last one, without it also for those that are still to come. Mirrors
 * protoutil/blockutils.go and txutils.go.
 */
export function createSeekEnvelope(
  options: SeekOptions & { readonly from: number; readonly to?: number },
): common.Envelope {
  const { from, to = Number.MAX_SAFE_INTEGER } = options;
  const seek = new orderer.SeekInfo();
  seek.setStart(toPosition(from));
  seek.setStop(toPosition(to));
  seek.setBehavior(orderer.SeekInfo.SeekBehavior.BLOCK_UNTIL_READY);
  return createEnvelope(options, seek);
}

/** Asks for one block that is there already. */
export function createSeekOneEnvelope(
  options: SeekOptions & { readonly position: BlockPosition },
): common.Envelope {
  const seek = new orderer.SeekInfo();
  seek.setStart(toPosition(options.position));
  seek.setStop(toPosition(options.position));
  seek.setBehavior(orderer.SeekInfo.SeekBehavior.FAIL_IF_NOT_READY);
  return createEnvelope(options, seek);
}
