import { common, peer } from '@hyperledger/fabric-protos';
import type { ProposalRequest } from './proposal-request';

/** Endorsements of the same identity count once. */
function uniqueEndorsements(endorsements: readonly peer.Endorsement[]): peer.Endorsement[] {
  const unique = new Map<string, peer.Endorsement>();
  for (const endorsement of endorsements) {
    const key = Buffer.from(endorsement.getEndorser_asU8()).toString('base64');
    if (!unique.has(key)) {
      unique.set(key, endorsement);
    }
  }
  return [...unique.values()];
}

/** The unsigned transaction of endorsed bytes. Mirrors internal/pkg/gateway/submit.go prepareTransaction. */
export function prepareTransaction(options: {
  request: ProposalRequest;
  responsePayload: Uint8Array;
  endorsements: readonly peer.Endorsement[];
}): common.Envelope {
  const { request, responsePayload, endorsements } = options;
  const action = new peer.ChaincodeEndorsedAction();
  action.setProposalResponsePayload(responsePayload);
  action.setEndorsementsList(uniqueEndorsements(endorsements));
  const publicPayload = new peer.ChaincodeProposalPayload();
  publicPayload.setInput(request.payload.getInput_asU8());
  const actionPayload = new peer.ChaincodeActionPayload();
  actionPayload.setChaincodeProposalPayload(publicPayload.serializeBinary());
  actionPayload.setAction(action);
  const transactionAction = new peer.TransactionAction();
  transactionAction.setHeader(request.header.getSignatureHeader_asU8());
  transactionAction.setPayload(actionPayload.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.addActions(transactionAction);
  const payload = new common.Payload();
  payload.setHeader(request.header);
  payload.setData(transaction.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope;
}
