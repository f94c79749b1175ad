import { status } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import { wireFormatRefusal } from '@kontti/fabric-protocol/base';
import { readRefusal } from '../peer/access';
import { RpcError, invalidArgument } from '../rpc/rpc-error';
import type { GatewayContext } from './types';

/** @throws RpcError INVALID_ARGUMENT */
function readRequest(signed: gateway.SignedCommitStatusRequest): gateway.CommitStatusRequest {
  const bytes = signed.getRequest_asU8();
  if (bytes.length === 0) {
    throw invalidArgument('a commit status request is required');
  }
  let request: gateway.CommitStatusRequest;
  try {
    request = gateway.CommitStatusRequest.deserializeBinary(bytes);
  } catch {
    throw invalidArgument(`invalid status request: ${wireFormatRefusal}`);
  }
  if (request.getIdentity_asU8().length === 0) {
    throw invalidArgument('no identity provided');
  }
  if (request.getChannelId() === '') {
    throw invalidArgument('no channel ID provided');
  }
  if (request.getTransactionId() === '') {
    throw invalidArgument('transaction ID should not be empty');
  }
  return request;
}

/** Waits until a transaction is committed and says how it ended. Mirrors internal/pkg/gateway/commitstatus.go. */
export async function commitStatus(options: {
  context: GatewayContext;
  request: gateway.SignedCommitStatusRequest;
  signal: AbortSignal;
}): Promise<gateway.CommitStatusResponse> {
  const { context, signal } = options;
  const request = readRequest(options.request);
  const signed = {
    identity: request.getIdentity_asU8(),
    message: options.request.getRequest_asU8(),
    signature: options.request.getSignature_asU8(),
  };
  const { channel } = context;
  const refusal = readRefusal({ channel, channelId: request.getChannelId(), signed });
  if (refusal !== undefined) {
    throw new RpcError({ code: status.PERMISSION_DENIED, message: refusal });
  }
  const committed = await context.commits.status({ txId: request.getTransactionId(), signal });
  if (committed === undefined) {
    throw new RpcError({ code: status.DEADLINE_EXCEEDED, message: 'context finished before commit' });
  }
  const response = new gateway.CommitStatusResponse();
  response.setResult(committed.code);
  response.setBlockNumber(committed.blockNumber);
  return response;
}
