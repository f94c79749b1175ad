import { setTimeout as delay } from 'node:timers/promises';
import { status, type CallOptions, type requestCallback, type ServiceError } from '@grpc/grpc-js';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { validationCodeName } from '../decoding/validation-code-name';
import { NetworkError } from '../errors';
import type { Clock } from '../clock';
import type { Signer } from '../signer';
import { lifecycleTimeouts, submitRetries } from './limits';
import { targetToClientArguments, type PeerTarget } from './peer-target';
import { createSignedCall } from './proposal';
import { errorToLifecycleFailure, type LifecycleStage } from './rpc-failure';

export interface ChaincodeArguments {
  /** Empty for calls that concern one peer only. */
  readonly channelId: string;
  readonly chaincodeName: string;
  readonly functionName: string;
  readonly argument: Uint8Array;
}

/** One peer, seen by one identity. */
export interface PeerConnection {
  readonly target: PeerTarget;
  /** Executes on this peer alone; nothing is ordered. @throws NetworkError LIFECYCLE_FAILED */
  call(options: ChaincodeArguments & { stage: LifecycleStage }): Promise<peer.Response>;
  /** Endorses, orders and waits for the commit, through the peer's gateway. @throws NetworkError LIFECYCLE_FAILED */
  submit(options: ChaincodeArguments & { endorsers?: readonly string[] }): Promise<void>;
  /** Collects endorsements and orders nothing. @throws NetworkError LIFECYCLE_FAILED */
  endorse(options: ChaincodeArguments & { endorsers: readonly string[] }): Promise<void>;
  close(): void;
}

export interface PeerConnectionOptions {
  readonly target: PeerTarget;
  readonly signer: Signer;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly randomBytes: (length: number) => Uint8Array;
}

const nonceBytes = 24;
const statusErrorMin = 400;

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

function refusal(options: {
  stage: LifecycleStage;
  target: PeerTarget;
  status: number;
  reason: string;
}): NetworkError {
  const { stage, target, status, reason } = options;
  return new NetworkError({
    code: 'LIFECYCLE_FAILED',
    message: `${target.mspId}'s peer at ${target.endpoint} refused at ${stage}: ${reason}`,
    details: { stage, status, mspId: target.mspId, endpoint: target.endpoint },
  });
}

async function callPeer(options: {
  endorser: peer.EndorserClient;
  signedProposal: peer.SignedProposal;
  stage: LifecycleStage;
  target: PeerTarget;
}): Promise<peer.Response> {
  const { endorser, signedProposal, stage, target } = options;
  const answer = await unary<peer.SignedProposal, peer.ProposalResponse>({
    method: endorser.processProposal.bind(endorser),
    request: signedProposal,
    timeoutMs: lifecycleTimeouts.endorseMs,
    stage,
    target,
  });
  const response = answer.getResponse() ?? new peer.Response();
  const responseStatus = response.getStatus();
  if (responseStatus < statusErrorMin) return response;
  throw refusal({ stage, target, status: responseStatus, reason: response.getMessage() });
}

interface Transaction {
  readonly client: gateway.GatewayClient;
  readonly signer: Signer;
  readonly target: PeerTarget;
  readonly channelId: string;
  readonly transactionId: string;
}

async function endorse(
  transaction: Transaction,
  options: { signedProposal: peer.SignedProposal; endorsers: readonly string[] },
): Promise<common.Envelope> {
  const { client, target, channelId, transactionId } = transaction;
  const request = new gateway.EndorseRequest();
  request.setTransactionId(transactionId);
  request.setChannelId(channelId);
  request.setProposedTransaction(options.signedProposal);
  request.setEndorsingOrganizationsList([...options.endorsers]);
  const response = await unary<gateway.EndorseRequest, gateway.EndorseResponse>({
    method: client.endorse.bind(client),
    request,
    timeoutMs: lifecycleTimeouts.endorseMs,
    stage: 'endorse',
    target,
  });
  return response.getPreparedTransaction() ?? new common.Envelope();
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

async function order(transaction: Transaction, envelope: common.Envelope): Promise<void> {
  const { client, signer, target, channelId, transactionId } = transaction;
  envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
  const request = new gateway.SubmitRequest();
  request.setTransactionId(transactionId);
  request.setChannelId(channelId);
  request.setPreparedTransaction(envelope);
  await submitPatiently(() =>
    unary<gateway.SubmitRequest, gateway.SubmitResponse>({
      method: client.submit.bind(client),
      request,
      timeoutMs: lifecycleTimeouts.submitMs,
      stage: 'submit',
      target,
    }),
  );
}

async function waitForCommit(transaction: Transaction): Promise<void> {
  const { client, signer, target, channelId, transactionId } = transaction;
  const request = new gateway.CommitStatusRequest();
  request.setTransactionId(transactionId);
  request.setChannelId(channelId);
  request.setIdentity(signer.serialized);
  const bytes = request.serializeBinary();
  const signed = new gateway.SignedCommitStatusRequest();
  signed.setRequest(bytes);
  signed.setSignature(signer.sign(bytes));
  const response = await unary<gateway.SignedCommitStatusRequest, gateway.CommitStatusResponse>({
    method: client.commitStatus.bind(client),
    request: signed,
    timeoutMs: lifecycleTimeouts.commitStatusMs,
    stage: 'commitStatus',
    target,
  });
  const status = response.getResult();
  if (status === peer.TxValidationCode.VALID) return;
  throw refusal({
    stage: 'commitStatus',
    target,
    status,
    reason: `the transaction was committed as ${validationCodeName(status)}`,
  });
}

/** Opens a connection to a peer, lazily, by TLS. @throws NetworkError ORGANIZATION_INVALID */
export function connectPeer(options: PeerConnectionOptions): PeerConnection {
  const { target, signer, clock, randomBytes } = options;
  const { address, channelCredentials, channelOptions } = targetToClientArguments(target);
  const endorser = new peer.EndorserClient(address, channelCredentials, channelOptions);
  const client = new gateway.GatewayClient(address, channelCredentials, channelOptions);
  const sign = ({ channelId, chaincodeName, functionName, argument }: ChaincodeArguments) =>
    createSignedCall({
      channelId,
      chaincodeName,
      args: [Buffer.from(functionName), argument],
      signer,
      nonce: randomBytes(nonceBytes),
      timeMs: clock.nowMs(),
    });
  const begin = (
    call: ChaincodeArguments,
  ): { transaction: Transaction; signedProposal: peer.SignedProposal } => {
    const { transactionId, signedProposal } = sign(call);
    return {
      transaction: { client, signer, target, channelId: call.channelId, transactionId },
      signedProposal,
    };
  };
  return {
    target,
    call: ({ stage, ...call }) =>
      callPeer({ endorser, signedProposal: sign(call).signedProposal, stage, target }),
    async submit({ endorsers = [], ...call }) {
      const { transaction, signedProposal } = begin(call);
      const envelope = await endorse(transaction, { signedProposal, endorsers });
      await order(transaction, envelope);
      await waitForCommit(transaction);
    },
    async endorse({ endorsers, ...call }) {
      const { transaction, signedProposal } = begin(call);
      await endorse(transaction, { signedProposal, endorsers });
    },
    close() {
      endorser.close();
      client.close();
    },
  };
}
