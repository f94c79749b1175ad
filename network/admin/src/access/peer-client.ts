import { setTimeout as delay } from 'node:timers/promises';
import { status, type CallOptions, type requestCallback, type ServiceError } from '@grpc/grpc-js';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { validationCodeName } from '@kontti/fabric-protocol/decoding';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { accessTimeouts, submitRetries } from './limits';
import { targetToClientArguments, type ConnectionBounds, type PeerTarget } from './peer-target';
import { errorToLifecycleFailure, reasonToRemedy, type LifecycleStage } from './rpc-failure';

/** Bytes and the signature of the identity that they name. */
export interface Signed {
  readonly bytes: Uint8Array;
  /** DER, low S. */
  readonly signature: Uint8Array;
}

/** Which transaction of which channel. */
export interface TransactionName {
  readonly channelId: string;
  readonly transactionId: string;
}

/** What one peer serves to administration: it signs nothing. Every method throws NetworkError LIFECYCLE_FAILED. */
export interface PeerClient {
  readonly target: PeerTarget;
  /** Executes a signed `peer.Proposal` on this peer alone; nothing is ordered. */
  call(proposal: Signed, stage: LifecycleStage): Promise<peer.Response>;
  /** Executes a signed `peer.Proposal` on a peer of one of these companies, and returns what it answered. */
  evaluate(
    options: TransactionName & { proposal: Signed; organizations: readonly string[] },
  ): Promise<Uint8Array>;
  /** Collects endorsements for a signed `peer.Proposal`: the `common.Payload` bytes that its creator signs next. */
  endorse(options: TransactionName & { proposal: Signed; endorsers: readonly string[] }): Promise<Uint8Array>;
  /** Hands a signed `common.Payload` to the orderers. */
  submit(options: TransactionName & { payload: Signed }): Promise<void>;
  /** Waits for the commit, asked for by a signed `gateway.CommitStatusRequest`; fails unless it is valid. */
  commitStatus(request: Signed): Promise<void>;
  close(): void;
}

const statusErrorMin = 400;

interface Services {
  readonly endorser: peer.EndorserClient;
  readonly client: gateway.GatewayClient;
  readonly target: PeerTarget;
  readonly callTimeoutMs: number;
}

type UnaryMethod<Request, Response> = (
  request: Request,
  options: CallOptions,
  callback: requestCallback<Response>,
) => unknown;

async function unary<Request, Response>(options: {
  method: UnaryMethod<Request, Response>;
  request: Request;
  timeoutMs: number;
  stage: LifecycleStage;
  target: PeerTarget;
}): Promise<Response> {
  const { method, request, timeoutMs, stage, target } = options;
  // gRPC compares deadlines with the machine's own clock.
  const deadline = Date.now() + timeoutMs;
  return new Promise<Response>((resolve, reject) => {
    method(request, { deadline }, (error: ServiceError | null, response?: Response) => {
      if (response !== undefined) resolve(response);
      else if (error !== null) {
        reject(errorToLifecycleFailure({ error, stage, mspId: target.mspId, endpoint: target.endpoint }));
      }
    });
  });
}

function toSignedProposal({ bytes, signature }: Signed): peer.SignedProposal {
  const proposal = new peer.SignedProposal();
  proposal.setProposalBytes(bytes);
  proposal.setSignature(signature);
  return proposal;
}

function refusal(options: {
  stage: LifecycleStage;
  target: PeerTarget;
  status: number;
  reason: string;
}): NetworkError {
  const { stage, target, status, reason } = options;
  return new NetworkError({
    code: 'LIFECYCLE_FAILED',
    message: `${target.mspId}'s peer at ${target.endpoint} refused at ${stage}: ${reason}${reasonToRemedy(reason)}`,
    details: { stage, status, reason, mspId: target.mspId, endpoint: target.endpoint },
  });
}

async function callPeer(
  { endorser, target, callTimeoutMs }: Services,
  proposal: Signed,
  stage: LifecycleStage,
): Promise<peer.Response> {
  const answer = await unary<peer.SignedProposal, peer.ProposalResponse>({
    method: endorser.processProposal.bind(endorser),
    request: toSignedProposal(proposal),
    timeoutMs: callTimeoutMs,
    stage,
    target,
  });
  const response = answer.getResponse() ?? new peer.Response();
  const responseStatus = response.getStatus();
  if (responseStatus < statusErrorMin) return response;
  throw refusal({ stage, target, status: responseStatus, reason: response.getMessage() });
}

async function evaluate(
  { client, target, callTimeoutMs }: Services,
  options: TransactionName & { proposal: Signed; organizations: readonly string[] },
): Promise<Uint8Array> {
  const request = new gateway.EvaluateRequest();
  request.setTransactionId(options.transactionId);
  request.setChannelId(options.channelId);
  request.setProposedTransaction(toSignedProposal(options.proposal));
  request.setTargetOrganizationsList([...options.organizations]);
  const response = await unary<gateway.EvaluateRequest, gateway.EvaluateResponse>({
    method: client.evaluate.bind(client),
    request,
    timeoutMs: callTimeoutMs,
    stage: 'query',
    target,
  });
  return response.getResult()?.getPayload_asU8() ?? new Uint8Array();
}

async function endorse(
  { client, target }: Services,
  options: TransactionName & { proposal: Signed; endorsers: readonly string[] },
): Promise<Uint8Array> {
  const request = new gateway.EndorseRequest();
  request.setTransactionId(options.transactionId);
  request.setChannelId(options.channelId);
  request.setProposedTransaction(toSignedProposal(options.proposal));
  request.setEndorsingOrganizationsList([...options.endorsers]);
  const response = await unary<gateway.EndorseRequest, gateway.EndorseResponse>({
    method: client.endorse.bind(client),
    request,
    timeoutMs: accessTimeouts.endorseMs,
    stage: 'endorse',
    target,
  });
  return response.getPreparedTransaction()?.getPayload_asU8() ?? new Uint8Array();
}

function isUnavailable(error: unknown): boolean {
  return error instanceof NetworkError && error.details['grpcStatus'] === status.UNAVAILABLE;
}

/** Orderers that are choosing their leader answer UNAVAILABLE; the same bytes can be sent again without harm. */
async function submitPatiently(submit: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await submit();
      return;
    } catch (error) {
      if (!isUnavailable(error) || attempt >= submitRetries.attemptsMax) throw error;
      await delay(submitRetries.intervalMs);
    }
  }
}

async function order(
  { client, target }: Services,
  { channelId, transactionId, payload }: TransactionName & { payload: Signed },
): Promise<void> {
  const envelope = new common.Envelope();
  envelope.setPayload(payload.bytes);
  envelope.setSignature(payload.signature);
  const request = new gateway.SubmitRequest();
  request.setTransactionId(transactionId);
  request.setChannelId(channelId);
  request.setPreparedTransaction(envelope);
  await submitPatiently(() =>
    unary<gateway.SubmitRequest, gateway.SubmitResponse>({
      method: client.submit.bind(client),
      request,
      timeoutMs: accessTimeouts.submitMs,
      stage: 'submit',
      target,
    }),
  );
}

async function waitForCommit({ client, target }: Services, request: Signed): Promise<void> {
  const signed = new gateway.SignedCommitStatusRequest();
  signed.setRequest(request.bytes);
  signed.setSignature(request.signature);
  const response = await unary<gateway.SignedCommitStatusRequest, gateway.CommitStatusResponse>({
    method: client.commitStatus.bind(client),
    request: signed,
    timeoutMs: accessTimeouts.commitStatusMs,
    stage: 'commitStatus',
    target,
  });
  const code = response.getResult();
  if (code === peer.TxValidationCode.VALID) return;
  const reason = `the transaction was committed as ${validationCodeName(code)}`;
  throw refusal({ stage: 'commitStatus', target, status: code, reason });
}

/**
 * Opens a client of a peer, lazily, by TLS.
 * @example
 * const client = createPeerClient(target, { callTimeoutMs: 10_000 });
 * const response = await client.call({ bytes: proposal, signature }, 'query');
 * @throws NetworkError ORGANIZATION_INVALID
 */
export function createPeerClient(target: PeerTarget, bounds: ConnectionBounds = {}): PeerClient {
  const { address, channelCredentials, channelOptions } = targetToClientArguments(target, bounds);
  const endorser = new peer.EndorserClient(address, channelCredentials, channelOptions);
  const client = new gateway.GatewayClient(address, channelCredentials, channelOptions);
  const { callTimeoutMs = accessTimeouts.endorseMs } = bounds;
  const services: Services = { endorser, client, target, callTimeoutMs };
  return {
    target,
    call: (proposal, stage) => callPeer(services, proposal, stage),
    evaluate: (options) => evaluate(services, options),
    endorse: (options) => endorse(services, options),
    submit: (options) => order(services, options),
    commitStatus: (request) => waitForCommit(services, request),
    close() {
      endorser.close();
      client.close();
    },
  };
}
