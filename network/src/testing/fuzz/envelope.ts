import { common, orderer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { Signer } from '../../signer';

/** Bytes before they are signed, perhaps no longer what they were. */
export type Bend = (bytes: Uint8Array) => Uint8Array;

/** An envelope whose payload was bent before it was signed. */
export function signEnvelope(options: { payload: Uint8Array; signer: Signer; bend: Bend }): Uint8Array {
  const payload = options.bend(options.payload);
  const envelope = new common.Envelope();
  envelope.setPayload(payload);
  envelope.setSignature(options.signer.sign(payload));
  return envelope.serializeBinary();
}

function createPosition(blockNumber: number): orderer.SeekPosition {
  const specified = new orderer.SeekSpecified();
  specified.setNumber(blockNumber);
  const position = new orderer.SeekPosition();
  position.setSpecified(specified);
  return position;
}

/** The payload with which a client asks for block 0. */
export function seekPayload(options: {
  channelId: string;
  signer: Signer;
  nonce: Uint8Array;
  nowMs: number;
}): Uint8Array {
  const { channelId, signer, nonce, nowMs } = options;
  const timestamp = new Timestamp();
  timestamp.fromDate(new Date(nowMs));
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
  const seek = new orderer.SeekInfo();
  seek.setStart(createPosition(0));
  seek.setStop(createPosition(0));
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(seek.serializeBinary());
  return payload.serializeBinary();
}
