import { common, peer } from '@hyperledger/fabric-protos';
import { openEnvelope, openEnvelopeBytes, tryDecode } from './open-envelope';
import { type NamespaceReadWriteSet, decodeReadWriteSet } from './read-write-set';

/** An endorsement: who signed the response payload and their own name. */
interface Endorsement {
  readonly endorser: Uint8Array;
  readonly signature: Uint8Array;
}

/** The action of an endorser transaction. */
export interface TransactionAction {
  readonly signatureHeader: Uint8Array;
  /** The proposal's payload without its transient map. */
  readonly proposalPayload: Uint8Array;
  /** `peer.ProposalResponsePayload` bytes, which the endorsers signed. */
  readonly responsePayload: Uint8Array;
  readonly endorsements: readonly Endorsement[];
}

/** What can be known of an envelope; whatever is malformed, and what is inside, is undefined. */
export interface ParsedTransaction {
  readonly envelope: common.Envelope;
  readonly header: common.Header | undefined;
  readonly channelHeader: common.ChannelHeader | undefined;
  readonly signatureHeader: common.SignatureHeader | undefined;
  /** False when the payload is malformed. */
  readonly hasPayload: boolean;
  /** Empty without a channel header. */
  readonly txId: string;
  readonly timestampMs: number;
  readonly actionCount: number;
  readonly action: TransactionAction | undefined;
  readonly responsePayload: peer.ProposalResponsePayload | undefined;
  readonly chaincodeAction: peer.ChaincodeAction | undefined;
  readonly readWriteSet: readonly NamespaceReadWriteSet[] | undefined;
}

/** Unwraps an envelope once, as far as it goes. Mirrors protoutil/txutils.go and proputils.go. */
export function envelopeToTransaction(envelope: common.Envelope): ParsedTransaction {
  const { payload, header, channelHeader, signatureHeader } = openEnvelope(envelope);
  const timestamp = channelHeader?.getTimestamp();
  const outer = {
    envelope,
    header,
    channelHeader,
    signatureHeader,
    hasPayload: payload !== undefined,
    txId: channelHeader?.getTxId() ?? '',
    timestampMs: timestamp ? timestamp.getSeconds() * 1000 + Math.floor(timestamp.getNanos() / 1e6) : 0,
  };
  const isEndorsed = channelHeader?.getType() === common.HeaderType.ENDORSER_TRANSACTION;
  const transaction =
    isEndorsed && payload
      ? tryDecode(() => peer.Transaction.deserializeBinary(payload.getData_asU8()))
      : undefined;
  return { ...outer, ...parseActions(transaction) };
}

type Actions = Pick<
  ParsedTransaction,
  'actionCount' | 'action' | 'responsePayload' | 'chaincodeAction' | 'readWriteSet'
>;

function parseActions(transaction: peer.Transaction | undefined): Actions {
  const messages = transaction?.getActionsList() ?? [];
  const [message] = messages;
  const action = message && tryDecode(() => parseAction(message));
  const responsePayload =
    action && tryDecode(() => peer.ProposalResponsePayload.deserializeBinary(action.responsePayload));
  const chaincodeAction =
    responsePayload &&
    tryDecode(() => peer.ChaincodeAction.deserializeBinary(responsePayload.getExtension_asU8()));
  const readWriteSet =
    chaincodeAction && tryDecode(() => decodeReadWriteSet(chaincodeAction.getResults_asU8()));
  return { actionCount: messages.length, action, responsePayload, chaincodeAction, readWriteSet };
}

function parseAction(message: peer.TransactionAction): TransactionAction | undefined {
  const payload = peer.ChaincodeActionPayload.deserializeBinary(message.getPayload_asU8());
  const endorsed = payload.getAction();
  if (!endorsed) return undefined;
  return {
    signatureHeader: message.getHeader_asU8(),
    proposalPayload: payload.getChaincodeProposalPayload_asU8(),
    responsePayload: endorsed.getProposalResponsePayload_asU8(),
    endorsements: endorsed.getEndorsementsList().map((endorsement) => ({
      endorser: endorsement.getEndorser_asU8(),
      signature: endorsement.getSignature_asU8(),
    })),
  };
}

/** The id in an envelope's channel header; empty when there is none. */
export function envelopeBytesToTxId(bytes: Uint8Array): string {
  return openEnvelopeBytes(bytes)?.channelHeader?.getTxId() ?? '';
}
