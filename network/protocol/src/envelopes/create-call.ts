import { common, peer } from '@hyperledger/fabric-protos';
import { computeTxId } from './proposal';
import { createTimestamp } from './timestamp';

interface ProposalOptions {
  /** Empty for calls that concern one peer only. */
  readonly channelId: string;
  readonly chaincodeName: string;
  readonly args: readonly Uint8Array[];
  /** True for the call that initialises a chaincode whose definition demands it. */
  readonly isInit?: boolean;
  /** What only endorsers see. */
  readonly transient?: ReadonlyMap<string, Uint8Array>;
  /** In whose name: `msp.SerializedIdentity` bytes. */
  readonly creator: Uint8Array;
  /** 24 bytes that are used once. */
  readonly nonce: Uint8Array;
  readonly timeMs: number;
}

/** A proposal that its creator has yet to sign. */
export interface UnsignedCall {
  readonly transactionId: string;
  /** `peer.Proposal` bytes. */
  readonly proposal: Uint8Array;
}

function createChaincodeId(name: string): peer.ChaincodeID {
  const chaincodeId = new peer.ChaincodeID();
  chaincodeId.setName(name);
  return chaincodeId;
}

function createHeader(options: ProposalOptions): { header: common.Header; transactionId: string } {
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(options.creator);
  signatureHeader.setNonce(options.nonce);
  const transactionId = computeTxId(signatureHeader);
  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(createChaincodeId(options.chaincodeName));
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
  channelHeader.setChannelId(options.channelId);
  channelHeader.setTxId(transactionId);
  channelHeader.setTimestamp(createTimestamp(options.timeMs));
  channelHeader.setExtension$(extension.serializeBinary());
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  return { header, transactionId };
}

function createPayload(options: ProposalOptions): peer.ChaincodeProposalPayload {
  const input = new peer.ChaincodeInput();
  input.setArgsList([...options.args]);
  input.setIsInit(options.isInit ?? false);
  const spec = new peer.ChaincodeSpec();
  spec.setType(peer.ChaincodeSpec.Type.NODE);
  spec.setChaincodeId(createChaincodeId(options.chaincodeName));
  spec.setInput(input);
  const invocation = new peer.ChaincodeInvocationSpec();
  invocation.setChaincodeSpec(spec);
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(invocation.serializeBinary());
  for (const [name, value] of options.transient ?? []) payload.getTransientmapMap().set(name, value);
  return payload;
}

/** A proposal to call a chaincode. Mirrors protoutil/proputils.go. */
export function createCall(options: ProposalOptions): UnsignedCall {
  const { header, transactionId } = createHeader(options);
  const proposal = new peer.Proposal();
  proposal.setHeader(header.serializeBinary());
  proposal.setPayload(createPayload(options).serializeBinary());
  return { transactionId, proposal: proposal.serializeBinary() };
}
