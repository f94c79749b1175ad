import { ledger, peer } from '@hyperledger/fabric-protos';
import type { Signer } from '@kontti/fabric-protocol/signatures';
import { lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import type { WrongEndorsement } from './types';

const { rwset } = ledger;

/** What is behind each value of an endorser that has other results. */
const otherResult = Buffer.from(' (another result)');

function alterValue(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, otherResult]);
}

/** Every public value that is written becomes another one; what was read stays true. */
function alterResults(bytes: Uint8Array): Uint8Array {
  const results = rwset.TxReadWriteSet.deserializeBinary(bytes);
  for (const namespace of results.getNsRwsetList()) {
    const set = rwset.kvrwset.KVRWSet.deserializeBinary(namespace.getRwset_asU8());
    for (const write of set.getWritesList()) {
      if (!write.getIsDelete()) write.setValue(alterValue(write.getValue_asU8()));
    }
    namespace.setRwset(set.serializeBinary());
  }
  return results.serializeBinary();
}

function alterPayload(payload: peer.ProposalResponsePayload): Uint8Array {
  const action = peer.ChaincodeAction.deserializeBinary(payload.getExtension_asU8());
  const response = action.getResponse() ?? new peer.Response();
  response.setPayload(alterValue(response.getPayload_asU8()));
  action.setResponse(response);
  action.setResults(alterResults(action.getResults_asU8()));
  payload.setExtension$(action.serializeBinary());
  return payload.serializeBinary();
}

function isAdministration(payload: peer.ProposalResponsePayload): boolean {
  const action = peer.ChaincodeAction.deserializeBinary(payload.getExtension_asU8());
  return action.getChaincodeId()?.getName() === lifecycleNamespace;
}

/** The answer of a peer that endorses wrongly; what carries no endorsement stays as it is. */
export function toWrongResponse(options: {
  response: peer.ProposalResponse;
  wrong: WrongEndorsement;
  signer: Signer;
}): peer.ProposalResponse {
  const { response, wrong, signer } = options;
  const endorsement = response.getEndorsement();
  const payload = peer.ProposalResponsePayload.deserializeBinary(response.getPayload_asU8());
  if (endorsement === undefined || isAdministration(payload)) return response;
  const altered = response.clone();
  const bytes = wrong === 'results' ? alterPayload(payload) : response.getPayload_asU8();
  const signed = [bytes, signer.serialized, ...(wrong === 'signature' ? [otherResult] : [])];
  altered.setPayload(bytes);
  altered.getEndorsement()?.setSignature(signer.sign(Buffer.concat(signed)));
  return altered;
}
