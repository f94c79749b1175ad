import { createHash, randomBytes } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import { computeTxId } from '../envelopes/proposal';
import type { Signer } from '../signatures/signer';

/** A transaction as a client would submit it; the hooks bend one part of it before what is around it is made. */
export interface TestTransactionOptions {
  readonly channelId: string;
  readonly chaincodeName: string;
  readonly creator: Signer;
  readonly endorsers: readonly Signer[];
  /** `rwset.TxReadWriteSet` bytes. */
  readonly results: Uint8Array;
  readonly nonce?: Uint8Array;
  readonly bendChannelHeader?: (header: common.ChannelHeader) => void;
  readonly bendChaincodeAction?: (action: peer.ChaincodeAction) => void;
  readonly bendResponsePayload?: (payload: peer.ProposalResponsePayload) => void;
  readonly bendEndorsements?: (endorsements: peer.Endorsement[]) => void;
  readonly bendTransaction?: (transaction: peer.Transaction) => void;
  readonly bendEnvelope?: (envelope: common.Envelope) => void;
}

export interface TestTransaction {
  readonly txId: string;
  readonly bytes: Uint8Array;
}

export function createTestTransaction(options: TestTransactionOptions): TestTransaction {
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(options.creator.serialized);
  signatureHeader.setNonce(options.nonce ?? randomBytes(24));
  const txId = computeTxId(signatureHeader);
  const channelHeader = createChannelHeader(options, txId);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const transaction = createTransaction(options, header);
  options.bendTransaction?.(transaction);
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(transaction.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  envelope.setSignature(options.creator.sign(envelope.getPayload_asU8()));
  options.bendEnvelope?.(envelope);
  return { txId, bytes: envelope.serializeBinary() };
}

function createChannelHeader(options: TestTransactionOptions, txId: string): common.ChannelHeader {
  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(createChaincodeId(options.chaincodeName));
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
  channelHeader.setChannelId(options.channelId);
  channelHeader.setTxId(txId);
  channelHeader.setExtension$(extension.serializeBinary());
  options.bendChannelHeader?.(channelHeader);
  return channelHeader;
}

function createTransaction(options: TestTransactionOptions, header: common.Header): peer.Transaction {
  const proposalPayload = new peer.ChaincodeProposalPayload();
  proposalPayload.setInput(Buffer.from('input'));
  const chaincodeAction = new peer.ChaincodeAction();
  chaincodeAction.setChaincodeId(createChaincodeId(options.chaincodeName));
  chaincodeAction.setResults(options.results);
  options.bendChaincodeAction?.(chaincodeAction);
  const responsePayload = new peer.ProposalResponsePayload();
  responsePayload.setExtension$(chaincodeAction.serializeBinary());
  responsePayload.setProposalHash(
    createHash('sha256')
      .update(header.getChannelHeader_asU8())
      .update(header.getSignatureHeader_asU8())
      .update(proposalPayload.serializeBinary())
      .digest(),
  );
  options.bendResponsePayload?.(responsePayload);
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(responsePayload.serializeBinary());
  const endorsements = options.endorsers.map((endorser) =>
    endorse(endorser, endorsed.getProposalResponsePayload_asU8()),
  );
  options.bendEndorsements?.(endorsements);
  endorsed.setEndorsementsList(endorsements);
  const actionPayload = new peer.ChaincodeActionPayload();
  actionPayload.setChaincodeProposalPayload(proposalPayload.serializeBinary());
  actionPayload.setAction(endorsed);
  const action = new peer.TransactionAction();
  action.setHeader(header.getSignatureHeader_asU8());
  action.setPayload(actionPayload.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([action]);
  return transaction;
}

function endorse(endorser: Signer, responsePayload: Uint8Array): peer.Endorsement {
  const endorsement = new peer.Endorsement();
  endorsement.setEndorser(endorser.serialized);
  endorsement.setSignature(endorser.sign(Buffer.concat([responsePayload, endorser.serialized])));
  return endorsement;
}

function createChaincodeId(name: string): peer.ChaincodeID {
  const id = new peer.ChaincodeID();
  id.setName(name);
  id.setVersion('1.0');
  return id;
}
