import { Metadata, Server, ServerCredentials, status as Grpc } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { generateKeyPairSync } from 'node:crypto';
import { createGrpcClient } from '../connection/grpc-channel';
import { createClientSigner } from '../identity/signer';
import { createSession } from '../gateway/session';
import type { Session } from '../gateway/session';
import type { Timers } from '../gateway/timers';
import { DEFAULT_TIMEOUTS } from '../limits';

/** How the gateway fails one call. */
export interface Failure {
  readonly grpc: Grpc;
  readonly message: string;
  readonly nodes?: readonly { readonly mspId: string; readonly message: string }[];
}

/** What the gateway answers, call after call; a call beyond the script fails. */
export interface Script {
  readonly endorse?: readonly (Failure | 'ok')[];
  readonly submit?: readonly (Failure | 'ok')[];
  /** A validation code, or `never`: no answer at all. */
  readonly commitStatus?: readonly (Failure | number | 'never')[];
}

/** A gateway that fails as scripted, what a network that works cannot be made to do: the real gRPC service, no ledger behind it. */
export interface ScriptedGateway extends AsyncDisposable {
  readonly session: Session;
  /** Pauses that were asked for, in milliseconds. */
  readonly pausesMs: number[];
  /** Transaction ids of the proposals, in order. */
  readonly proposed: string[];
  /** Settles once somebody waits for an answer that never comes. */
  readonly asked: Promise<void>;
  /** Bytes of the envelopes that were submitted, in order. */
  readonly submitted: Buffer[];
}

/** Starts a gateway on a free port of the loopback interface. */
export async function startScriptedGateway(script: Script): Promise<ScriptedGateway> {
  const proposed: string[] = [];
  const submitted: Buffer[] = [];
  const pausesMs: number[] = [];
  let tellAsked = (): void => undefined;
  const asked = new Promise<void>((resolve) => (tellAsked = resolve));
  const server = new Server();
  const rest = {
    endorse: [...(script.endorse ?? [])],
    submit: [...(script.submit ?? [])],
    commitStatus: [...(script.commitStatus ?? [])],
  };
  server.addService(gateway.GatewayService, {
    endorse: unary<gateway.EndorseRequest, gateway.EndorseResponse>((request) => {
      proposed.push(request.getTransactionId());
      throwFailure(rest.endorse.shift());
      const response = new gateway.EndorseResponse();
      response.setPreparedTransaction(preparedTransaction());
      return response;
    }),
    submit: unary<gateway.SubmitRequest, gateway.SubmitResponse>((request) => {
      submitted.push(Buffer.from(request.getPreparedTransaction()?.serializeBinary() ?? []));
      throwFailure(rest.submit.shift());
      return new gateway.SubmitResponse();
    }),
    commitStatus: unary<gateway.SignedCommitStatusRequest, gateway.CommitStatusResponse>(() => {
      const answer = rest.commitStatus.shift();
      if (answer === 'never') {
        tellAsked();
        return undefined;
      }
      const response = new gateway.CommitStatusResponse();
      if (typeof answer !== 'number') {
        throwFailure(answer);
      } else {
        response.setResult(answer as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
        response.setBlockNumber(7);
      }
      return response;
    }),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const session = openSession(port, {
    nowMs: () => Date.now() + pausesMs.reduce((sum, pauseMs) => sum + pauseMs, 0),
    random: () => 1,
    delay: (delayMs) => {
      pausesMs.push(delayMs);
      return Promise.resolve();
    },
  });
  return {
    session,
    pausesMs,
    asked,
    proposed,
    submitted,
    [Symbol.asyncDispose]() {
      session.close();
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}

function openSession(port: number, timers: Timers): Session {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return createSession({
    grpcClient: createGrpcClient([{ host: '127.0.0.1', port, address: `127.0.0.1:${port}`, tls: undefined }]),
    mspId: 'Org1MSP',
    certificate: Buffer.from('certificate'),
    signer: createClientSigner({ privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) }),
    channelName: 'mychannel',
    chaincodeName: 'kontti',
    timeouts: DEFAULT_TIMEOUTS,
    timers,
  });
}

class ScriptedError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

function throwFailure(answer: Failure | string | undefined): void {
  if (answer === undefined) {
    throw new ScriptedError({ grpc: Grpc.INTERNAL, message: 'beyond the script' });
  }
  if (typeof answer !== 'string') {
    throw new ScriptedError(answer);
  }
}

/** A call without an answer stays open. */
function unary<Q, R>(answer: (request: Q) => R | undefined) {
  return (call: ServerUnaryCall<Q, R>, callback: sendUnaryData<R>): void => {
    try {
      const response = answer(call.request);
      if (response !== undefined) {
        callback(null, response);
      }
    } catch (error) {
      if (!(error instanceof ScriptedError)) {
        throw error;
      }
      const { grpc, message, nodes = [] } = error.failure;
      callback({ code: grpc, details: message, metadata: nodesToMetadata(nodes) });
    }
  };
}

/** `google.rpc.Status` with one `google.protobuf.Any` for each node, as `newRpcError` of the gateway makes it. */
function nodesToMetadata(nodes: NonNullable<Failure['nodes']>): Metadata {
  const details = nodes.map(({ mspId, message }) => {
    const detail = new gateway.ErrorDetail();
    detail.setAddress('peer0:7051');
    detail.setMspId(mspId);
    detail.setMessage(message);
    const typeUrl = Buffer.from('type.googleapis.com/gateway.ErrorDetail');
    return lengthDelimited(
      3,
      Buffer.concat([lengthDelimited(1, typeUrl), lengthDelimited(2, detail.serializeBinary())]),
    );
  });
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', Buffer.concat(details));
  return metadata;
}

function lengthDelimited(field: number, bytes: Uint8Array): Buffer {
  const length = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    if (rest < 0x80) {
      length.push(rest);
      break;
    }
    length.push((rest & 0x7f) | 0x80);
  }
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...length]), bytes]);
}

/** An endorsed transaction whose chaincode answered `result`. */
export function preparedTransaction(): common.Envelope {
  const response = new peer.Response();
  response.setStatus(200);
  response.setPayload(Buffer.from('result'));
  const action = new peer.ChaincodeAction();
  action.setResponse(response);
  const responsePayload = new peer.ProposalResponsePayload();
  responsePayload.setExtension$(action.serializeBinary());
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(responsePayload.serializeBinary());
  const actionPayload = new peer.ChaincodeActionPayload();
  actionPayload.setAction(endorsed);
  const transactionAction = new peer.TransactionAction();
  transactionAction.setPayload(actionPayload.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([transactionAction]);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setChannelId('mychannel');
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(transaction.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope;
}
