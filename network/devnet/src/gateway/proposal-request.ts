import type { common, peer } from '@hyperledger/fabric-protos';
import { decodeProposal } from '@kontti/fabric-protocol/envelopes';
import { invalidArgument } from '../rpc/rpc-error';

/** What the gateway reads of a proposal before it hands it to peers. */
export interface ProposalRequest {
  readonly signedProposal: peer.SignedProposal;
  readonly header: common.Header;
  readonly channelId: string;
  readonly chaincodeName: string;
  readonly chaincodeSpec: peer.ChaincodeSpec | undefined;
  readonly payload: peer.ChaincodeProposalPayload;
  readonly hasTransient: boolean;
}

/** @throws RpcError INVALID_ARGUMENT. Mirrors internal/pkg/gateway/endorse.go Endorse. */
export function readProposalRequest(signedProposal: peer.SignedProposal | undefined): ProposalRequest {
  if (signedProposal === undefined || signedProposal.getProposalBytes_asU8().length === 0) {
    throw invalidArgument('the proposed transaction must contain a signed proposal');
  }
  return decodeProposalRequest({ signedProposal, refusalPrefix: '' });
}

/** The same with the words of an evaluation. @throws RpcError INVALID_ARGUMENT */
function decodeProposalRequest(options: {
  signedProposal: peer.SignedProposal;
  refusalPrefix: string;
}): ProposalRequest {
  const { signedProposal, refusalPrefix } = options;
  try {
    const { header, channelHeader, payload, invocation } = decodeProposal(
      signedProposal.getProposalBytes_asU8(),
    );
    const chaincodeSpec = invocation.getChaincodeSpec();
    const chaincodeName = chaincodeSpec?.getChaincodeId()?.getName() ?? '';
    const channelId = channelHeader.getChannelId();
    const hasTransient = payload.getTransientmapMap().getLength() > 0;
    return { signedProposal, header, channelId, chaincodeName, chaincodeSpec, payload, hasTransient };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'malformed';
    throw invalidArgument(`${refusalPrefix}${reason}`);
  }
}

const unpackRefusal = 'failed to unpack transaction proposal: ';

/**
 * An evaluation must name its channel and chaincode.
 * Mirrors internal/pkg/gateway/evaluate.go getChannelAndChaincodeFromSignedProposal.
 *
 * @throws RpcError INVALID_ARGUMENT
 */
export function readEvaluationRequest(signedProposal: peer.SignedProposal | undefined): ProposalRequest {
  if (signedProposal === undefined || signedProposal.getProposalBytes_asU8().length === 0) {
    throw invalidArgument(`${unpackRefusal}a signed proposal is required`);
  }
  const request = decodeProposalRequest({ signedProposal, refusalPrefix: unpackRefusal });
  const { channelId, chaincodeName, chaincodeSpec } = request;
  if (channelId === '') {
    throw invalidArgument(`${unpackRefusal}no channel id provided`);
  }
  const missing =
    (chaincodeSpec === undefined && 'chaincode spec') ||
    (chaincodeSpec?.getChaincodeId() === undefined && 'chaincode id') ||
    (chaincodeName === '' && 'chaincode name');
  if (missing !== false) {
    throw invalidArgument(`${unpackRefusal}no ${missing} is provided, channel id [${channelId}]`);
  }
  return request;
}
