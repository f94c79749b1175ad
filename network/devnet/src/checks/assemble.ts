import type { common, peer } from '@hyperledger/fabric-protos';
import { prepareTransaction } from '../gateway/prepared-transaction';
import { readProposalRequest } from '../gateway/proposal-request';
import type { Signer } from '@kontti/fabric-protocol/signatures';

/** The signed transaction of a proposal and of responses that agree. */
export function assembleTransaction(options: {
  signedProposal: peer.SignedProposal;
  responses: readonly peer.ProposalResponse[];
  signer: Signer;
}): common.Envelope {
  const { signedProposal, responses, signer } = options;
  const envelope = prepareTransaction({
    request: readProposalRequest(signedProposal),
    responsePayload: responses[0]?.getPayload_asU8() ?? new Uint8Array(),
    endorsements: responses.flatMap((response) => response.getEndorsement() ?? []),
  });
  envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
  return envelope;
}
