import { status } from '@grpc/grpc-js';
import type { RpcMethod } from '../rpc/rpc';
import { type CallCuts, createCallCuts } from '../rpc/rpc-cuts';
import { RpcError } from '../rpc/rpc-error';
import type { StreamKind } from './types';

/** Knows the lasting calls of one endpoint, and ends them. */
export type StreamCuts = CallCuts<StreamKind>;

function kindOf({ path }: RpcMethod): StreamKind | undefined {
  if (path.startsWith('/protos.Deliver/')) return 'deliver';
  if (path === '/gateway.Gateway/ChaincodeEvents') return 'chaincode-events';
  return path === '/gateway.Gateway/CommitStatus' ? 'commit-status' : undefined;
}

/** What a client gets whose stream a fault has dropped. */
export function droppedByFault(): RpcError {
  return new RpcError({ code: status.UNAVAILABLE, message: 'the stream was dropped by a fault' });
}

export function createStreamCuts(): StreamCuts {
  return createCallCuts(kindOf);
}
