import { randomBytes } from 'node:crypto';
import { common, orderer } from '@hyperledger/fabric-protos';
import {
  createSignedEnvelope as createEnvelope,
  type SignedEnvelopeOptions,
} from '../envelopes/signed-envelope';

/** Whatever data in an envelope that somebody signed. */
export function createSignedEnvelope(options: Omit<SignedEnvelopeOptions, 'nonce'>): common.Envelope {
  return createEnvelope({ ...options, nonce: randomBytes(24) });
}

/** A number, or one of the places that move. */
export type SeekPlace = number | 'oldest' | 'newest' | 'next';

function placeToPosition(place: SeekPlace): orderer.SeekPosition {
  const position = new orderer.SeekPosition();
  if (place === 'oldest') position.setOldest(new orderer.SeekOldest());
  else if (place === 'newest') position.setNewest(new orderer.SeekNewest());
  else if (place === 'next') position.setNextCommit(new orderer.SeekNextCommit());
  else {
    const specified = new orderer.SeekSpecified();
    specified.setNumber(place);
    position.setSpecified(specified);
  }
  return position;
}

/** Asks for blocks; by default nothing waits for blocks that do not exist yet. */
export function createSeek(
  options: Omit<SignedEnvelopeOptions, 'type' | 'data' | 'nonce'> & {
    start: SeekPlace;
    stop: SeekPlace;
    waits?: boolean;
    headersOnly?: boolean;
  },
): Uint8Array {
  const seek = new orderer.SeekInfo();
  seek.setStart(placeToPosition(options.start));
  seek.setStop(placeToPosition(options.stop));
  const { SeekBehavior, SeekContentType } = orderer.SeekInfo;
  seek.setBehavior(options.waits === true ? SeekBehavior.BLOCK_UNTIL_READY : SeekBehavior.FAIL_IF_NOT_READY);
  if (options.headersOnly === true) seek.setContentType(SeekContentType.HEADER_WITH_SIG);
  const type = common.HeaderType.DELIVER_SEEK_INFO;
  return createSignedEnvelope({ ...options, type, data: seek.serializeBinary() }).serializeBinary();
}
