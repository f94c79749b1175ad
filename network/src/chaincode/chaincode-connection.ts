import { peer } from '@hyperledger/fabric-protos';
import type { Clock } from '../clock';
import { NetworkError } from '../errors';
import type { DialledChaincode } from './dial';
import { dialChaincode } from './dial';
import { chaincodeLimits } from './limits';
import { ChaincodeSession, failed } from './session';
import { TransactionContext } from './transaction-context';
import type { ChaincodeAddress, ChaincodeCall, ChaincodeHost } from './types';

export interface ChaincodeConnectionOptions {
  readonly packageId: string;
  readonly target: ChaincodeAddress;
  readonly clock: Clock;
  readonly executeTimeoutMs?: number;
}

/** A company's peer and one chaincode process: connected on first use, and again after the process went away. */
export interface ChaincodeConnection {
  /**
   * The chaincode's own COMPLETED or ERROR message.
   * @throws NetworkError CHAINCODE_UNAVAILABLE, CHAINCODE_FAILED
   */
  execute(options: {
    call: ChaincodeCall;
    host: ChaincodeHost;
    isInit: boolean;
  }): Promise<peer.ChaincodeMessage>;
  close(): void;
}

interface LiveSession {
  readonly session: ChaincodeSession;
  readonly dialled: DialledChaincode;
}

export function createChaincodeConnection(options: ChaincodeConnectionOptions): ChaincodeConnection {
  const { packageId, target, clock } = options;
  const executeTimeoutMs = options.executeTimeoutMs ?? chaincodeLimits.executeTimeoutMs;
  let live: Promise<LiveSession> | undefined;
  let closed = false;

  async function connect(): Promise<LiveSession> {
    const dialled = await dialChaincode(target);
    const session = new ChaincodeSession({
      stream: dialled.stream,
      packageId,
      onEnd: () => {
        live = undefined;
        dialled.close();
      },
    });
    const cancel = clock.startTimer({
      delayMs: chaincodeLimits.registrationTimeoutMs,
      onElapsed: () => {
        session.end(failed('timeout expired while starting chaincode'));
      },
    });
    try {
      await session.ready;
    } finally {
      cancel();
    }
    if (closed) {
      session.end();
    }
    return { session, dialled };
  }

  function liveSession(): Promise<LiveSession> {
    if (closed) {
      return Promise.reject(unavailable(packageId));
    }
    live ??= connect().catch((error: unknown) => {
      live = undefined;
      throw error;
    });
    return live;
  }

  return {
    execute: async ({ call, host, isInit }) => {
      const { session } = await liveSession();
      let settle: (message: peer.ChaincodeMessage) => void = () => undefined;
      let fail: (error: Error) => void = () => undefined;
      const answer = new Promise<peer.ChaincodeMessage>((resolve, reject) => {
        settle = resolve;
        fail = reject;
      });
      const context = new TransactionContext({ call, host, isInit, settle, fail });
      session.start({ context, message: callToMessage({ call, isInit }) });
      const cancel = clock.startTimer({
        delayMs: executeTimeoutMs,
        onElapsed: () => {
          fail(failed('timeout expired while executing transaction'));
        },
      });
      try {
        return await answer;
      } finally {
        cancel();
        session.stop(context);
        await context.closeCursors();
      }
    },
    close: () => {
      closed = true;
      live?.then(
        ({ session }) => {
          session.end();
        },
        () => undefined,
      );
    },
  };
}

function callToMessage(options: { call: ChaincodeCall; isInit: boolean }): peer.ChaincodeMessage {
  const { call, isInit } = options;
  const message = new peer.ChaincodeMessage();
  message.setType(isInit ? peer.ChaincodeMessage.Type.INIT : peer.ChaincodeMessage.Type.TRANSACTION);
  message.setPayload(call.input.serializeBinary());
  message.setTxid(call.txId);
  message.setChannelId(call.channelId);
  message.setProposal(call.signedProposal);
  return message;
}

function unavailable(packageId: string): NetworkError {
  return new NetworkError({
    code: 'CHAINCODE_UNAVAILABLE',
    message: `the peer no longer runs ${packageId}`,
    details: { packageId },
  });
}
