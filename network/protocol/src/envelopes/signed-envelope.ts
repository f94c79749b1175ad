import { common } from '@hyperledger/fabric-protos';
import type { Signer } from '../signatures/signer';
import { createTimestamp } from './timestamp';

export interface SignedEnvelopeOptions {
  readonly type: common.HeaderTypeMap[keyof common.HeaderTypeMap];
  readonly channelId: string;
  readonly data: Uint8Array;
  readonly signer: Signer;
  /** 24 bytes that are used once. */
  readonly nonce: Uint8Array;
  readonly timeMs: number;
}

/** An envelope without a transaction's id, signed. Mirrors protoutil/txutils.go CreateSignedEnvelope. */
export function createSignedEnvelope(options: SignedEnvelopeOptions): common.Envelope {
  const { type, channelId, data, signer, nonce, timeMs } = options;
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(type);
  channelHeader.setChannelId(channelId);
  channelHeader.setTimestamp(createTimestamp(timeMs));
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(createSignatureHeader({ signer, nonce }).serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(data);
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
  return envelope;
}

/** Who signs something, and once only. */
export function createSignatureHeader(options: {
  signer: Signer;
  nonce: Uint8Array;
}): common.SignatureHeader {
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(options.signer.serialized);
  signatureHeader.setNonce(options.nonce);
  return signatureHeader;
}
