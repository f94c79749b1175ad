import { peer } from '@hyperledger/fabric-protos';

/** 500: what a system chaincode answers when it cannot do what it was asked. */
export function errorResponse(message: string): peer.Response {
  const response = new peer.Response();
  response.setStatus(500);
  response.setMessage(message);
  return response;
}

export function successResponse(payload: Uint8Array): peer.Response {
  const response = new peer.Response();
  response.setStatus(200);
  response.setPayload(payload);
  return response;
}
