import { gateway } from '@hyperledger/fabric-protos';
import { decodeRequest } from '../rpc/rpc';
import type { RpcMethod } from '../rpc/rpc';
import { limitConcurrency } from '../rpc/rpc-limit';
import { chaincodeEvents } from './chaincode-events';
import { commitStatus } from './commit-status';
import { endorse } from './endorse';
import { evaluate } from './evaluate';
import { gatewayLimits } from './limits';
import { submit } from './submit';
import type { GatewayContext } from './types';

/** The service `gateway.Gateway` of one company's peer. */
export function gatewayMethods(context: GatewayContext): readonly RpcMethod[] {
  const methods: readonly RpcMethod[] = [
    {
      kind: 'unary',
      path: '/gateway.Gateway/Evaluate',
      handle: async (bytes, signal) =>
        evaluate({ context, signal, request: decodeRequest(gateway.EvaluateRequest, bytes) }),
    },
    {
      kind: 'unary',
      path: '/gateway.Gateway/Endorse',
      handle: async (bytes, signal) =>
        endorse({ context, signal, request: decodeRequest(gateway.EndorseRequest, bytes) }),
    },
    {
      kind: 'unary',
      path: '/gateway.Gateway/Submit',
      handle: (bytes) =>
        Promise.resolve().then(() =>
          submit({ context, request: decodeRequest(gateway.SubmitRequest, bytes) }),
        ),
    },
    {
      kind: 'unary',
      path: '/gateway.Gateway/CommitStatus',
      handle: async (bytes, signal) =>
        commitStatus({ context, signal, request: decodeRequest(gateway.SignedCommitStatusRequest, bytes) }),
    },
    {
      kind: 'serverStream',
      path: '/gateway.Gateway/ChaincodeEvents',
      handle: async function* (bytes, signal) {
        const request = decodeRequest(gateway.SignedChaincodeEventsRequest, bytes, 'stream');
        yield* chaincodeEvents({ context, signal, request });
      },
    },
  ];
  return limitConcurrency({ service: 'gateway.Gateway', methods, max: gatewayLimits.concurrentCallsMax });
}
