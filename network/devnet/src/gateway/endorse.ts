import { status } from '@grpc/grpc-js';
import { gateway, peer } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { whileWanted } from './call-endorser';
import { EndorsementCollector } from './endorsement-collector';
import { endorsementLayouts } from './endorsement-plan';
import type { Layouts } from './layouts';
import { prepareTransaction } from './prepared-transaction';
import { readProposalRequest } from './proposal-request';
import type { ProposalRequest } from './proposal-request';
import { RpcError } from '../rpc/rpc-error';
import type { GatewayContext } from './types';

interface EndorseCall {
  readonly context: GatewayContext;
  readonly request: ProposalRequest;
  readonly collector: EndorsementCollector;
  readonly signal: AbortSignal;
}

/** One layout of the companies that the client names. Mirrors internal/pkg/gateway/registry.go planForOrgs. */
async function namedLayouts(call: EndorseCall, named: readonly string[]): Promise<Layouts> {
  const missing: string[] = [];
  for (const mspId of named) {
    if ((await call.context.endorsers.get(mspId)?.hasChaincode(call.request.chaincodeName)) !== true) {
      missing.push(mspId);
    }
  }
  if (missing.length > 0 || call.request.channelId !== call.context.channel.channelId) {
    const message = `failed to find any endorsing peers for org(s): ${missing.join(', ')}`;
    throw new RpcError({ code: status.UNAVAILABLE, message });
  }
  return [[...new Set(named)]];
}

function defaultInterest(chaincodeName: string): peer.ChaincodeInterest {
  const call = new peer.ChaincodeCall();
  call.setName(chaincodeName);
  const interest = new peer.ChaincodeInterest();
  interest.addChaincodes(call);
  return interest;
}

/** With transient data, only members of the collections may be asked: they get to see it. */
function protectTransient(interest: peer.ChaincodeInterest): {
  readonly guarded: peer.ChaincodeInterest;
  readonly protectedCollections: readonly string[];
} {
  const guarded = interest.clone();
  const protectedCollections: string[] = [];
  for (const call of guarded.getChaincodesList()) {
    if (call.getNoPrivateReads()) {
      call.setNoPrivateReads(false);
      protectedCollections.push(...call.getCollectionNamesList());
    }
  }
  return { guarded, protectedCollections };
}

function precondition(message: string): RpcError {
  return new RpcError({ code: status.FAILED_PRECONDITION, message });
}

async function plannedLayouts(call: EndorseCall, interest: peer.ChaincodeInterest): Promise<Layouts> {
  const { context, request } = call;
  const guard = request.hasTransient
    ? protectTransient(interest)
    : { guarded: interest, protectedCollections: [] };
  try {
    return await endorsementLayouts({ context, interest: guard.guarded });
  } catch (error) {
    if (!(error instanceof NetworkError)) {
      throw error;
    }
    const unguarded = endorsementLayouts({ context, interest }).then(
      () => true,
      () => false,
    );
    if (guard.protectedCollections.length > 0 && (await unguarded)) {
      throw precondition(
        `requires endorsement from organisation(s) that are not in the distribution policy of the private data collection(s): [${guard.protectedCollections.join(' ')}]; retry specifying trusted endorsing organizations to protect transient data`,
      );
    }
    throw precondition(
      `no combination of peers can be derived which satisfy the endorsement policy: ${error.message}`,
    );
  }
}

/** Simulates on the gateway's own peer first and plans from what that touched. Mirrors planFromFirstEndorser. */
async function discoveredLayouts(call: EndorseCall): Promise<Layouts> {
  const { context, request, collector, signal } = call;
  const own = context.endorsers.get(context.mspId);
  if (own === undefined || !(await own.hasChaincode(request.chaincodeName))) {
    if (request.hasTransient) {
      throw precondition(
        "no endorsers found in the gateway's organization; retry specifying endorsing organization(s) to protect transient data",
      );
    }
    return plannedLayouts(call, defaultInterest(request.chaincodeName));
  }
  const message = 'endorsement timeout expired while collecting first endorsement';
  const first = await whileWanted({ signal, message, work: collector.ask(own) });
  if (collector.failures.length > 0) {
    const text = 'failed to endorse transaction, see attached details for more info';
    throw new RpcError({ code: status.ABORTED, message: text, failures: collector.failures });
  }
  const interest = first.response?.getInterest();
  return plannedLayouts(
    call,
    interest === undefined || interest.getChaincodesList().length === 0
      ? defaultInterest(request.chaincodeName)
      : interest,
  );
}

/** Collects the endorsements that a transaction needs and assembles it. Mirrors internal/pkg/gateway/endorse.go. */
export async function endorse(options: {
  context: GatewayContext;
  request: gateway.EndorseRequest;
  signal: AbortSignal;
}): Promise<gateway.EndorseResponse> {
  const { context, signal } = options;
  const request = readProposalRequest(options.request.getProposedTransaction());
  const collector = new EndorsementCollector({ context, signedProposal: request.signedProposal });
  const call = { context, request, collector, signal };
  const named = options.request.getEndorsingOrganizationsList();
  if (named.length === 0 && request.channelId !== context.channel.channelId) {
    throw precondition(
      `no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode ${request.chaincodeName} in channel ${request.channelId}`,
    );
  }
  const layouts = await (named.length > 0 ? namedLayouts(call, named) : discoveredLayouts(call));
  const collected = await collector.collect({ layouts, signal });
  if (collected === undefined) {
    const message = 'failed to collect enough transaction endorsements, see attached details for more info';
    throw new RpcError({ code: status.ABORTED, message, failures: collector.failures });
  }
  const response = new gateway.EndorseResponse();
  response.setPreparedTransaction(prepareTransaction({ request, ...collected }));
  return response;
}
