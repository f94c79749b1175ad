import { status } from '@grpc/grpc-js';
import { gateway, peer } from '@hyperledger/fabric-protos';
import { responseToChaincodeAction } from '@kontti/fabric-protocol/envelopes';
import type { Endorser } from '../peer/types';
import { callEndorser, endorserFailure, whileWanted } from './call-endorser';
import { readEvaluationRequest } from './proposal-request';
import type { ProposalRequest } from './proposal-request';
import { responseStatus } from './response-status';
import { RpcError } from '../rpc/rpc-error';
import { unknownChannel } from './unknown-channel';
import type { NodeFailure } from '../rpc/rpc-error';
import type { GatewayContext } from './types';

/** The peers that may answer, the gateway's own company first; each is asked for the chaincode when its turn comes. */
async function* evaluators(options: {
  context: GatewayContext;
  request: ProposalRequest;
  targets: readonly string[];
}): AsyncGenerator<Endorser, void, undefined> {
  const { context, request, targets } = options;
  const own = context.endorsers.get(context.mspId);
  const others = [...context.endorsers.values()].filter((endorser) => endorser !== own);
  for (const endorser of own === undefined ? others : [own, ...others]) {
    const isWanted = targets.length === 0 || targets.includes(endorser.mspId);
    if (isWanted && (await endorser.hasChaincode(request.chaincodeName))) {
      yield endorser;
    }
  }
}

/** The result is in the endorsed payload; the response's own copy is not compulsory. */
function resultOf(response: peer.ProposalResponse): peer.Response {
  const result = response.getResponse() ?? new peer.Response();
  if (response.getPayload_asU8().length > 0) {
    const action = responseToChaincodeAction(response.getPayload_asU8());
    result.setPayload(action?.getResponse()?.getPayload_asU8() ?? new Uint8Array());
  }
  return result;
}

/** Runs a transaction function on one peer and returns its result. Mirrors internal/pkg/gateway/evaluate.go. */
export async function evaluate(options: {
  context: GatewayContext;
  request: gateway.EvaluateRequest;
  signal: AbortSignal;
}): Promise<gateway.EvaluateResponse> {
  const { context, signal } = options;
  const request = readEvaluationRequest(options.request.getProposedTransaction());
  if (request.channelId !== context.channel.channelId) {
    const message = unknownChannel(request.channelId);
    throw new RpcError({ code: status.UNAVAILABLE, message });
  }
  const named = options.request.getTargetOrganizationsList();
  const targets = request.hasTransient && named.length === 0 ? [context.mspId] : named;
  const failures: NodeFailure[] = [];
  let code = status.UNAVAILABLE;
  for await (const endorser of evaluators({ context, request, targets })) {
    const { signedProposal } = request;
    const work = callEndorser({ context, endorser, signedProposal, purpose: 'evaluate' });
    const outcome = await whileWanted({ signal, message: 'evaluate timeout expired', work });
    const answer = responseStatus(outcome);
    if (answer.code === status.OK && outcome.response !== undefined) {
      const response = new gateway.EvaluateResponse();
      response.setResult(resultOf(outcome.response));
      return response;
    }
    code = answer.code;
    failures.push(endorserFailure(endorser, answer.message));
    if (!answer.retry) {
      const message = `evaluate call to endorser returned error: ${answer.message}`;
      throw new RpcError({ code, message, failures });
    }
  }
  if (failures.length === 0) {
    const message = `no peers available to evaluate chaincode ${request.chaincodeName} in channel ${request.channelId}`;
    throw new RpcError({ code: status.FAILED_PRECONDITION, message });
  }
  const message = 'failed to evaluate transaction, see attached details for more info';
  throw new RpcError({ code, message, failures });
}
