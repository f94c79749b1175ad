import { createHash } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import { decodeMessage } from '../decode';
import { NetworkError } from '../errors';

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
export interface ProposalMessages {
  readonly header: common.Header;
  readonly channelHeader: common.ChannelHeader;
  readonly payload: peer.ChaincodeProposalPayload;
  readonly invocation: peer.ChaincodeInvocationSpec;
}

/** @throws NetworkError MALFORMED_MESSAGE */
export function decodeProposal(proposalBytes: Uint8Array): ProposalMessages {
  const proposal = decodeMessage({ type: peer.Proposal, bytes: proposalBytes, name: 'Proposal' });
  const header = decodeMessage({ type: common.Header, bytes: proposal.getHeader_asU8(), name: 'Header' });
  const channelHeader = decodeMessage({
    type: common.ChannelHeader,
    bytes: header.getChannelHeader_asU8(),
    name: 'ChannelHeader',
  });
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
  return { header, channelHeader, payload, invocation };
}

/**
 * Decodes a proposal completely. Mirrors core/endorser/msgvalidation.go UnpackProposal.
 * @throws NetworkError MALFORMED_MESSAGE, PROPOSAL_REFUSED
 */
export function unpackProposal(signedProposal: peer.SignedProposal): UnpackedProposal {
  const proposalBytes = signedProposal.getProposalBytes_asU8();
  const { header, channelHeader, payload, invocation } = decodeProposal(proposalBytes);
  const signatureHeader = decodeMessage({
    type: common.SignatureHeader,
    bytes: header.getSignatureHeader_asU8(),
    name: 'SignatureHeader',
  });
  const extension = decodeMessage({
    type: peer.ChaincodeHeaderExtension,
    bytes: channelHeader.getExtension_asU8(),
    name: 'ChaincodeHeaderExtension',
  });
  const chaincodeName = extension.getChaincodeId()?.getName() ?? '';
  if (chaincodeName === '') {
    throw refusedProposal('ChaincodeHeaderExtension.ChaincodeId.Name is empty');
  }
  const input = invocation.getChaincodeSpec()?.getInput();
  if (input === undefined) {
    throw refusedProposal('chaincode invocation spec did not contain chaincode input');
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
