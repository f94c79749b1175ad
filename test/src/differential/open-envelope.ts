import { common, peer } from '@hyperledger/fabric-protos';
import type { Signer } from '@kontti/fabric-protocol/signatures';

/** The layers of a transaction, to be changed. */
export class OpenEnvelope {
  readonly #payload: common.Payload;
  readonly #transaction: peer.Transaction;
  readonly #responseBytes: Uint8Array;
  readonly #before: string;
  readonly channelHeader: common.ChannelHeader;
  readonly signatureHeader: common.SignatureHeader;
  readonly actionPayload: peer.ChaincodeActionPayload;
  readonly response: peer.ProposalResponsePayload;
  readonly action: peer.ChaincodeAction;
  actions: readonly peer.TransactionAction[];
  endorsements: readonly peer.Endorsement[];

  constructor(envelope: common.Envelope) {
    this.#payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const header = this.#payload.getHeader() ?? new common.Header();
    this.channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    this.signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    this.#transaction = peer.Transaction.deserializeBinary(this.#payload.getData_asU8());
    this.actions = this.#transaction.getActionsList();
    this.actionPayload = peer.ChaincodeActionPayload.deserializeBinary(
      this.actions[0]?.getPayload_asU8() ?? new Uint8Array(),
    );
    this.endorsements = this.actionPayload.getAction()?.getEndorsementsList() ?? [];
    this.#responseBytes =
      this.actionPayload.getAction()?.getProposalResponsePayload_asU8() ?? new Uint8Array();
    this.response = peer.ProposalResponsePayload.deserializeBinary(this.#responseBytes);
    this.action = peer.ChaincodeAction.deserializeBinary(this.response.getExtension_asU8());
    this.#before = this.#describeResponse();
  }

  #describeResponse(): string {
    return Buffer.concat([this.response.serializeBinary(), this.action.serializeBinary()]).toString('hex');
  }

  setActions(actions: readonly peer.TransactionAction[]): void {
    this.actions = actions;
  }

  setEndorsements(endorsements: readonly peer.Endorsement[]): void {
    this.endorsements = endorsements;
  }

  /** What the peers endorsed: their own bytes unless they were changed. */
  serializeResponse(): Uint8Array {
    if (this.#describeResponse() === this.#before) {
      return this.#responseBytes;
    }
    if (this.response.getExtension_asU8().length > 0) {
      this.response.setExtension$(this.action.serializeBinary());
    }
    return this.response.serializeBinary();
  }

  serialize(): Uint8Array {
    const endorsed = this.actionPayload.getAction() ?? new peer.ChaincodeEndorsedAction();
    endorsed.setProposalResponsePayload(this.serializeResponse());
    endorsed.setEndorsementsList([...this.endorsements]);
    this.actionPayload.setAction(endorsed);
    this.actions[0]?.setPayload(this.actionPayload.serializeBinary());
    this.#transaction.setActionsList([...this.actions]);
    const header = this.#payload.getHeader() ?? new common.Header();
    header.setChannelHeader(this.channelHeader.serializeBinary());
    header.setSignatureHeader(this.signatureHeader.serializeBinary());
    this.#payload.setHeader(header);
    this.#payload.setData(this.#transaction.serializeBinary());
    return this.#payload.serializeBinary();
  }
}

export const openEnvelope = (envelope: common.Envelope): OpenEnvelope => new OpenEnvelope(envelope);

/** The changed transaction under its creator's signature. */
export function sealEnvelope(open: OpenEnvelope, creator: Signer): common.Envelope {
  const envelope = new common.Envelope();
  envelope.setPayload(open.serialize());
  envelope.setSignature(creator.sign(envelope.getPayload_asU8()));
  return envelope;
}
