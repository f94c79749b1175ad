import { createHash } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import { decodeMessage } from '../base/decode';
import { NetworkError } from '../base/errors';

/** A proposal with everything in it decoded. */
export interface UnpackedProposal {
  readonly signedProposal: peer.SignedProposal;
  readonly proposalBytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly header: common.Header;
  readonly channelHeader: common.ChannelHeader;
  readonly signatureHeader: common.SignatureHeader;
  readonly chaincodeName: string;
  readonly input: peer.ChaincodeInput;
  /** The payload that goes into the transaction: the one without transient data. */
  readonly publicPayload: Uint8Array;
  readonly hasTransient: boolean;
  readonly proposalHash: Uint8Array;
}

/** Hex of SHA-256(nonce ‖ creator). Mirrors protoutil/proputils.go ComputeTxID. */
export function computeTxId(header: common.SignatureHeader): string {
  return createHash('sha256').update(header.getNonce_asU8()).update(header.getCreator_asU8()).digest('hex');
}

export function refusedProposal(message: string): NetworkError {
  return new NetworkError({ code: 'PROPOSAL_REFUSED', message });
}

/** The payload as the transaction carries it. */
function withoutTransient(payload: peer.ChaincodeProposalPayload): Uint8Array {
  const copy = new peer.ChaincodeProposalPayload();
  copy.setInput(payload.getInput_asU8());
  return copy.serializeBinary();
}

/** The messages inside a proposal that say what is to be executed, and where. */
interface ProposalMessages {
  readonly header: common.Header;
  readonly channelHeader: common.ChannelHeader;
  readonly payload: peer.ChaincodeProposalPayload;
  readonly invocation: peer.ChaincodeInvocationSpec;
}

export function decodeProposalEnvelope(bytes: Uint8Array): peer.Proposal {
  return decodeMessage({ type: peer.Proposal, bytes, name: 'Proposal' });
}

export function decodeHeader(proposal: peer.Proposal): common.Header {
  return decodeMessage({ type: common.Header, bytes: proposal.getHeader_asU8(), name: 'Header' });
}

export function decodeChannelHeader(header: common.Header): common.ChannelHeader {
  const bytes = header.getChannelHeader_asU8();
  return decodeMessage({ type: common.ChannelHeader, bytes, name: 'ChannelHeader' });
}

export function decodeSignatureHeader(header: common.Header): common.SignatureHeader {
  const bytes = header.getSignatureHeader_asU8();
  return decodeMessage({ type: common.SignatureHeader, bytes, name: 'SignatureHeader' });
}

function decodePayload(proposal: peer.Proposal): Pick<ProposalMessages, 'payload' | 'invocation'> {
  const payload = decodeMessage({
    type: peer.ChaincodeProposalPayload,
    bytes: proposal.getPayload_asU8(),
    name: 'ChaincodeProposalPayload',
  });
  const invocation = decodeMessage({
    type: peer.ChaincodeInvocationSpec,
    bytes: payload.getInput_asU8(),
    name: 'ChaincodeInvocationSpec',
  });
  return { payload, invocation };
}

/** @throws NetworkError MALFORMED_MESSAGE */
export function decodeProposal(proposalBytes: Uint8Array): ProposalMessages {
  const proposal = decodeProposalEnvelope(proposalBytes);
  const header = decodeHeader(proposal);
  return { header, channelHeader: decodeChannelHeader(header), ...decodePayload(proposal) };
}

function readChaincodeName(channelHeader: common.ChannelHeader): string {
  const extension = decodeMessage({
    type: peer.ChaincodeHeaderExtension,
    bytes: channelHeader.getExtension_asU8(),
    name: 'ChaincodeHeaderExtension',
  });
  const id = extension.getChaincodeId();
  if (id === undefined) {
    throw refusedProposal('ChaincodeHeaderExtension.ChaincodeId is nil');
  }
  if (id.getName() === '') {
    throw refusedProposal('ChaincodeHeaderExtension.ChaincodeId.Name is empty');
  }
  return id.getName();
}

/**
 * Decodes a proposal completely. Mirrors core/endorser/msgvalidation.go UnpackProposal.
 * @throws NetworkError MALFORMED_MESSAGE, PROPOSAL_REFUSED
 */
export function unpackProposal(signedProposal: peer.SignedProposal): UnpackedProposal {
  const proposalBytes = signedProposal.getProposalBytes_asU8();
  const proposal = decodeProposalEnvelope(proposalBytes);
  const header = decodeHeader(proposal);
  const channelHeader = decodeChannelHeader(header);
  const signatureHeader = decodeSignatureHeader(header);
  const chaincodeName = readChaincodeName(channelHeader);
  const { payload, invocation } = decodePayload(proposal);
  const chaincodeSpec = invocation.getChaincodeSpec();
  if (chaincodeSpec === undefined) {
    throw refusedProposal('chaincode invocation spec did not contain chaincode spec');
  }
  const input = chaincodeSpec.getInput();
  if (input === undefined) {
    throw refusedProposal('chaincode input did not contain any input');
  }
  const publicPayload = withoutTransient(payload);
  const proposalHash = createHash('sha256')
    .update(header.getChannelHeader_asU8())
    .update(header.getSignatureHeader_asU8())
    .update(publicPayload)
    .digest();
  return {
    signedProposal,
    proposalBytes,
    signature: signedProposal.getSignature_asU8(),
    header,
    channelHeader,
    signatureHeader,
    chaincodeName,
    input,
    publicPayload,
    hasTransient: payload.getTransientmapMap().getLength() > 0,
    proposalHash,
  };
}
