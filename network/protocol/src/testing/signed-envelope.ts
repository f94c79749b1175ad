import { randomBytes } from 'node:crypto';
import { common, orderer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { Signer } from '../signatures/signer';

export interface SignedEnvelopeOptions {
  readonly channelId: string;
  readonly type: number;
  readonly data: Uint8Array;
  readonly signer: Signer;
  readonly timeMs: number;
}

/** Whatever data in an envelope that somebody signed. */
export function createSignedEnvelope(options: SignedEnvelopeOptions): common.Envelope {
  const { channelId, type, data, signer, timeMs } = options;
  const timestamp = new Timestamp();
  timestamp.setSeconds(Math.floor(timeMs / 1000));
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(type);
  channelHeader.setChannelId(channelId);
  channelHeader.setTimestamp(timestamp);
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(signer.serialized);
  signatureHeader.setNonce(randomBytes(24));
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(data);
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
  return envelope;
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
  options: Omit<SignedEnvelopeOptions, 'type' | 'data'> & {
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
