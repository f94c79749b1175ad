import { hash, connect as connectGateway } from '@hyperledger/fabric-gateway';
import type { Commit, Contract, Gateway, Network, Transaction } from '@hyperledger/fabric-gateway';
import { gateway as gatewayProtos, msp } from '@hyperledger/fabric-protos';
import type { Client } from '@grpc/grpc-js';
import { createError } from '../errors';
import type { Observer } from '../observe/observer';
import { signInTime, signOrThrow } from './signing';
import type { MessageSigner } from './signing';
import type { Timers } from './timers';

/** Milliseconds that each stage of a call may take. */
export interface Timeouts {
  /** Until the gateway's TLS channel is ready. */
  readonly connectMs: number;
  /** One query. */
  readonly evaluateMs: number;
  /** One proposal, with all endorsements. */
  readonly endorseMs: number;
  /** Handing a transaction to the orderer. */
  readonly submitMs: number;
  /** One wait for a transaction's validation code. */
  readonly commitStatusMs: number;
  /** One wait for a transaction of which it is unknown whether the orderer received it. */
  readonly outcomeMs: number;
  /** How long a call or a stream goes on by itself while peers, orderers or chaincode are down; 0: it fails at once. */
  readonly outageMs: number;
}

/** What a session is made of. @internal */
export interface SessionOptions {
  readonly grpcClient: Client;
  readonly mspId: string;
  /** PEM. */
  readonly certificate: Uint8Array;
  readonly signer: MessageSigner;
  /** True where the signer is outside this process: it may not answer. */
  readonly signsOutside?: boolean;
  readonly channelName: string;
  readonly chaincodeName: string;
  readonly timeouts: Timeouts;
  readonly timers: Timers;
  readonly observer?: Observer | undefined;
  /** SHA-256 of the TLS client certificate's DER, where one is used. */
  readonly tlsClientCertificateHash?: Uint8Array;
}

/** One identity's use of one chaincode on one channel over one gRPC channel. */
export interface Session {
  readonly mspId: string;
  readonly channelName: string;
  readonly chaincodeName: string;
  /** @internal */
  readonly network: Network;
  /** @internal */
  readonly contract: Contract;
  readonly timeouts: Timeouts;
  readonly timers: Timers;
  /** Is informed of calls and retries, where somebody wants to know. */
  readonly observer?: Observer;
  /** Asks later for the validation code of a transaction by its id alone. @internal */
  newCommit(transactionId: string): Commit;
  /** Signs an endorsed transaction without sending it. @throws SIGNER_FAILED @internal */
  sign(transaction: Transaction): Promise<Transaction>;
  /** The transaction that was written down; it is sent as it was signed. @internal */
  openTransaction(bytes: Uint8Array): Transaction;
  /** @throws CLIENT_CLOSED */
  requireOpen(): void;
  /** True where the signer is outside this process. */
  readonly signsOutside?: boolean;
  /** Aborts when the session closes. */
  readonly closed: AbortSignal;
  /** Ends streams and closes the gRPC channel. Closing twice is harmless. */
  close(): void;
}

/** Makes a session; no call is made yet. @internal */
export function createSession(options: SessionOptions): Session {
  const { grpcClient, signer, certificate, mspId, channelName, chaincodeName } = options;
  const { tlsClientCertificateHash, signsOutside = false, timers } = options;
  const closing = new AbortController();
  const { signal: closed } = closing;
  const sign = (message: Uint8Array): Promise<Uint8Array> =>
    signsOutside ? signInTime(signer, message, { timers, closed }) : signOrThrow(signer, message);
  const gateway: Gateway = connectGateway({
    client: grpcClient,
    identity: { mspId, credentials: certificate },
    hash: hash.none,
    signer: sign,
    ...(tlsClientCertificateHash && { tlsClientCertificateHash }),
  });
  const network = gateway.getNetwork(channelName);
  return {
    mspId,
    channelName,
    chaincodeName,
    network,
    contract: network.getContract(chaincodeName),
    timeouts: options.timeouts,
    timers,
    ...(signsOutside && { signsOutside }),
    ...(options.observer && { observer: options.observer }),
    newCommit(transactionId) {
      const identity = new msp.SerializedIdentity();
      identity.setMspid(mspId);
      identity.setIdBytes(certificate);
      const request = new gatewayProtos.CommitStatusRequest();
      request.setChannelId(channelName);
      request.setTransactionId(transactionId);
      request.setIdentity(identity.serializeBinary());
      const signed = new gatewayProtos.SignedCommitStatusRequest();
      signed.setRequest(request.serializeBinary());
      return gateway.newCommit(signed.serializeBinary());
    },
    async sign(transaction) {
      const signature = await sign(transaction.getDigest());
      return gateway.newSignedTransaction(transaction.getBytes(), signature);
    },
    openTransaction: (bytes) => gateway.newTransaction(bytes),
    requireOpen() {
      if (closing.signal.aborted) {
        throw createError('CLIENT_CLOSED');
      }
    },
    closed,
    close() {
      closing.abort();
      gateway.close();
      grpcClient.close();
    },
  };
}
