import type { Signer } from '@kontti/fabric-protocol/signatures';
import { common, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { createHash, randomBytes } from 'node:crypto';

/** Hooks that change one layer of a proposal before the next is made around it. */
export interface ProposalBends {
  readonly signatureHeader?: (header: common.SignatureHeader) => void;
  readonly extension?: (extension: peer.ChaincodeHeaderExtension) => void;
  readonly channelHeader?: (header: common.ChannelHeader) => void;
  readonly invocation?: (invocation: peer.ChaincodeInvocationSpec) => void;
  readonly payload?: (payload: peer.ChaincodeProposalPayload) => void;
  readonly header?: (header: common.Header) => void;
  readonly proposal?: (proposal: peer.Proposal) => void;
  readonly signed?: (signed: peer.SignedProposal) => void;
}

export interface ProposalPlan {
  readonly channelId: string;
  readonly chaincode: string;
  readonly args: readonly string[];
  readonly transient?: Readonly<Record<string, string>>;
  readonly signer: Signer;
  readonly bends?: ProposalBends;
}

export interface ForgedProposal {
  readonly signed: peer.SignedProposal;
  readonly txId: string;
  readonly header: common.Header;
  readonly payload: peer.ChaincodeProposalPayload;
}

function computeTxId(header: common.SignatureHeader): string {
  return createHash('sha256').update(header.getNonce_asU8()).update(header.getCreator_asU8()).digest('hex');
}

function createChaincodeId(name: string): peer.ChaincodeID {
  const id = new peer.ChaincodeID();
  id.setName(name);
  return id;
}

function createInvocation({ chaincode, args }: ProposalPlan): peer.ChaincodeInvocationSpec {
  const input = new peer.ChaincodeInput();
  input.setArgsList(args.map((arg) => Buffer.from(arg)));
  const spec = new peer.ChaincodeSpec();
  spec.setType(peer.ChaincodeSpec.Type.NODE);
  spec.setChaincodeId(createChaincodeId(chaincode));
  spec.setInput(input);
  const invocation = new peer.ChaincodeInvocationSpec();
  invocation.setChaincodeSpec(spec);
  return invocation;
}

function createHeaders(plan: ProposalPlan): { header: common.Header; txId: string } {
  const { signer, channelId, chaincode, bends = {} } = plan;
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(signer.serialized);
  signatureHeader.setNonce(randomBytes(24));
  bends.signatureHeader?.(signatureHeader);
  const txId = computeTxId(signatureHeader);
  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(createChaincodeId(chaincode));
  bends.extension?.(extension);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
  channelHeader.setChannelId(channelId);
  channelHeader.setTxId(txId);
  channelHeader.setTimestamp(Timestamp.fromDate(new Date(Date.now())));
  channelHeader.setExtension$(extension.serializeBinary());
  bends.channelHeader?.(channelHeader);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  bends.header?.(header);
  return { header, txId };
}

/** A signed proposal as a client makes it, bent where the plan says so; the signature is over what came of that. */
export function forgeProposal(plan: ProposalPlan): ForgedProposal {
  const { signer, transient = {}, bends = {} } = plan;
  const { header, txId } = createHeaders(plan);
  const invocation = createInvocation(plan);
  bends.invocation?.(invocation);
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(invocation.serializeBinary());
  for (const [name, value] of Object.entries(transient)) {
    payload.getTransientmapMap().set(name, Buffer.from(value));
  }
  bends.payload?.(payload);
  const proposal = new peer.Proposal();
  proposal.setHeader(header.serializeBinary());
  proposal.setPayload(payload.serializeBinary());
  bends.proposal?.(proposal);
  const signed = new peer.SignedProposal();
  signed.setProposalBytes(proposal.serializeBinary());
  signed.setSignature(signer.sign(signed.getProposalBytes_asU8()));
  bends.signed?.(signed);
  return { signed, txId, header, payload };
}
