import type { common, peer } from '@hyperledger/fabric-protos';
import { decodeProposal } from '../peer/proposal';
import { invalidArgument } from '../rpc-error';

/** What the gateway reads of a proposal before it hands it to peers. */
export interface ProposalRequest {
  readonly signedProposal: peer.SignedProposal;
  readonly header: common.Header;
  readonly channelId: string;
  readonly chaincodeName: string;
  readonly payload: peer.ChaincodeProposalPayload;
  readonly hasTransient: boolean;
}

/** @throws RpcError INVALID_ARGUMENT. Mirrors internal/pkg/gateway/evaluate.go getChannelAndChaincodeFromSignedProposal. */
export function readProposalRequest(signedProposal: peer.SignedProposal | undefined): ProposalRequest {
  if (signedProposal === undefined || signedProposal.getProposalBytes_asU8().length === 0) {
    throw invalidArgument('the proposed transaction must contain a signed proposal');
  }
  try {
    const { header, channelHeader, payload, invocation } = decodeProposal(
      signedProposal.getProposalBytes_asU8(),
    );
    const chaincodeName = invocation.getChaincodeSpec()?.getChaincodeId()?.getName() ?? '';
    const channelId = channelHeader.getChannelId();
    const hasTransient = payload.getTransientmapMap().getLength() > 0;
    return { signedProposal, header, channelId, chaincodeName, payload, hasTransient };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'malformed';
    throw invalidArgument(`failed to unpack transaction proposal: ${reason}`);
  }
}

/** @throws RpcError INVALID_ARGUMENT */
export function requireTarget(request: ProposalRequest): void {
  if (request.channelId === '') {
    throw invalidArgument('failed to unpack transaction proposal: no channel id provided');
  }
  if (request.chaincodeName === '') {
    throw invalidArgument('failed to unpack transaction proposal: no chaincode name is provided');
  }
}
