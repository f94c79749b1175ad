import { status } from '@grpc/grpc-js';
import { common, gateway } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { BroadcastStatus } from '../orderer/broadcast-checks';
import { RpcError, invalidArgument } from '../rpc/rpc-error';
import { unknownChannel } from './unknown-channel';
import type { GatewayContext } from './types';

const statusNames = new Map<number, string>(
  Object.entries(common.Status).map(([name, value]) => [value, name]),
);

const noSuccess = 'no orderers could successfully process transaction';

function noOrderer(context: GatewayContext, message: string): RpcError {
  const { address, mspId } = context.orderer;
  return new RpcError({
    code: status.UNAVAILABLE,
    message: noSuccess,
    failures: [{ address, mspId, message }],
  });
}

function broadcast(context: GatewayContext, transaction: common.Envelope): BroadcastStatus {
  try {
    return context.orderer.broadcast(transaction);
  } catch (error) {
    throw error instanceof NetworkError ? noOrderer(context, error.message) : error;
  }
}

/** Hands a signed transaction to the orderer. Mirrors internal/pkg/gateway/submit.go. */
export function submit(options: {
  context: GatewayContext;
  request: gateway.SubmitRequest;
}): gateway.SubmitResponse {
  const { context } = options;
  const transaction = options.request.getPreparedTransaction();
  if (transaction === undefined) {
    throw invalidArgument('a prepared transaction is required');
  }
  if (transaction.getSignature_asU8().length === 0) {
    throw invalidArgument('prepared transaction must be signed');
  }
  if (options.request.getChannelId() !== context.channel.channelId) {
    const message = unknownChannel(options.request.getChannelId());
    throw new RpcError({ code: status.FAILED_PRECONDITION, message });
  }
  const answer = broadcast(context, transaction);
  if (answer.status === common.Status.SUCCESS) {
    return new gateway.SubmitResponse();
  }
  const name = statusNames.get(answer.status) ?? String(answer.status);
  const message = `received unsuccessful response from orderer: status=${name}, info=${answer.info}`;
  if (answer.status >= 400 && answer.status < 500) {
    throw new RpcError({ code: status.ABORTED, message });
  }
  throw new RpcError({ code: status.UNAVAILABLE, message: noSuccess });
}
