import { common, orderer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { Signer } from '../signer';

export interface SeekOptions {
  readonly channelId: string;
  readonly signer: Signer;
  readonly nonce: Uint8Array;
  readonly timeMs: number;
  /** Block number. */
  readonly from: number;
  /** The last block; without it those that are still to come are asked for too. */
  readonly to?: number;
}

function toPosition(blockNumber: number): orderer.SeekPosition {
  const specified = new orderer.SeekSpecified();
  specified.setNumber(blockNumber);
  const position = new orderer.SeekPosition();
  position.setSpecified(specified);
  return position;
}

/** Asks for blocks from a number on. Mirrors protoutil/blockutils.go and txutils.go. */
export function createSeekEnvelope(options: SeekOptions): common.Envelope {
  const { channelId, signer, nonce, timeMs, from, to = Number.MAX_SAFE_INTEGER } = options;
  const seek = new orderer.SeekInfo();
  seek.setStart(toPosition(from));
  seek.setStop(toPosition(to));
  seek.setBehavior(orderer.SeekInfo.SeekBehavior.BLOCK_UNTIL_READY);
  const timestamp = new Timestamp();
  timestamp.setSeconds(Math.floor(timeMs / 1_000));
  timestamp.setNanos((timeMs % 1_000) * 1_000_000);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.DELIVER_SEEK_INFO);
  channelHeader.setChannelId(channelId);
  channelHeader.setTimestamp(timestamp);
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(signer.serialized);
  signatureHeader.setNonce(nonce);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(seek.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
  return envelope;
}
