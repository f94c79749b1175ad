import { createHash } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import type { MspManager } from '@kontti/fabric-protocol/msp';
import { computeTxId, type ParsedTransaction, tryDecode } from '@kontti/fabric-protocol/envelopes';
import { type Refusal, codes, refuse } from './verdict';

const { HeaderType } = common;

/**
 * Checks form, creator and identity of a transaction, in Fabric's order; undefined when it passes.
 * Mirrors core/common/validation/msgvalidation.go ValidateTransaction.
 */
export function checkEnvelope(options: {
  readonly transaction: ParsedTransaction;
  readonly isSignedByCreator: boolean;
}): Refusal | undefined {
  const { transaction, isSignedByCreator } = options;
  if (!transaction.hasPayload) return refuse(codes.BAD_PAYLOAD, 'The envelope has no readable payload.');
  const { channelHeader, signatureHeader } = transaction;
  const type = channelHeader?.getType() ?? -1;
  const isKnownType =
    type === HeaderType.ENDORSER_TRANSACTION ||
    type === HeaderType.CONFIG ||
    type === HeaderType.CONFIG_UPDATE;
  if (
    !channelHeader ||
    !isKnownType ||
    channelHeader.getEpoch() !== 0 ||
    !isSignatureHeader(signatureHeader)
  ) {
    return refuse(codes.BAD_COMMON_HEADER, 'The channel header or the signature header is malformed.');
  }
  if (!isSignedByCreator) {
    return refuse(
      codes.BAD_CREATOR_SIGNATURE,
      "The creator's certificate or signature is not valid in this channel.",
    );
  }
  if (type === HeaderType.CONFIG_UPDATE) {
    return refuse(codes.UNSUPPORTED_TX_PAYLOAD, 'A configuration update is no transaction of a block.');
  }
  if (type === HeaderType.CONFIG) {
    return refuse(
      codes.INVALID_CONFIG_TRANSACTION,
      'This ledger takes its configuration from block 0 alone.',
    );
  }
  if (channelHeader.getTxId() !== computeTxId(signatureHeader)) {
    return refuse(codes.BAD_PROPOSAL_TXID, 'The transaction id is not the hash of nonce and creator.');
  }
  return hasMatchingProposal(transaction)
    ? undefined
    : refuse(codes.INVALID_ENDORSER_TRANSACTION, 'The action is malformed, or its proposal hash is another.');
}

function isSignatureHeader(header: common.SignatureHeader | undefined): header is common.SignatureHeader {
  return header !== undefined && header.getNonce_asU8().length > 0 && header.getCreator_asU8().length > 0;
}

/** Whether a valid identity of the channel signed the envelope as its creator. Mirrors msgvalidation.go checkSignatureFromCreator. */
export async function verifyCreator(options: {
  readonly transaction: ParsedTransaction;
  readonly channelId: string;
  readonly mspManager: MspManager;
}): Promise<boolean> {
  const { channelHeader, signatureHeader, envelope } = options.transaction;
  // To a peer the companies of another channel are unknown.
  if (!signatureHeader || channelHeader?.getChannelId() !== options.channelId) return false;
  const { mspManager } = options;
  const creator = tryDecode(() => {
    const identity = mspManager.deserialize(signatureHeader.getCreator_asU8());
    mspManager.validate(identity);
    return identity;
  });
  const signed = { message: envelope.getPayload_asU8(), signature: envelope.getSignature_asU8() };
  return creator?.verifyAsync(signed) ?? false;
}

function hasMatchingProposal(transaction: ParsedTransaction): boolean {
  const { action, actionCount, header, responsePayload } = transaction;
  if (actionCount !== 1 || !action || !responsePayload || !header) return false;
  const actionHeader = tryDecode(() => common.SignatureHeader.deserializeBinary(action.signatureHeader));
  if (!isSignatureHeader(actionHeader) || action.proposalPayload.length === 0) return false;
  const hash = createHash('sha256')
    .update(header.getChannelHeader_asU8())
    .update(action.signatureHeader)
    .update(action.proposalPayload)
    .digest();
  return hash.equals(responsePayload.getProposalHash_asU8());
}
