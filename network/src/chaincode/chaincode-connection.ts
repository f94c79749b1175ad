import { peer } from '@hyperledger/fabric-protos';
import type { Clock } from '../clock';
import { NetworkError } from '../errors';
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

export interface Execution {
  readonly call: ChaincodeCall;
  readonly host: ChaincodeHost;
  readonly isInit: boolean;
}

/** A company's peer and one chaincode process: connected on first use, and again after the process went away. */
export interface ChaincodeConnection {
  /**
   * The chaincode's own COMPLETED or ERROR message.
   * @throws NetworkError CHAINCODE_UNAVAILABLE, CHAINCODE_FAILED
   */
  execute(execution: Execution): Promise<peer.ChaincodeMessage>;
  close(): void;
}

export function createChaincodeConnection(options: ChaincodeConnectionOptions): ChaincodeConnection {
  return new LazyConnection(options);
}

class LazyConnection implements ChaincodeConnection {
  readonly #options: ChaincodeConnectionOptions;
  #live: Promise<ChaincodeSession> | undefined;
  #closed = false;

  constructor(options: ChaincodeConnectionOptions) {
    this.#options = options;
  }

  async execute(execution: Execution): Promise<peer.ChaincodeMessage> {
    const { clock, executeTimeoutMs } = this.#options;
    const session = await this.#session();
    let settle: (message: peer.ChaincodeMessage) => void = () => undefined;
    let fail: (error: Error) => void = () => undefined;
    const answer = new Promise<peer.ChaincodeMessage>((resolve, reject) => {
      settle = resolve;
      fail = reject;
    });
    const context = new TransactionContext({ ...execution, settle, fail });
    session.start({ context, message: callToMessage(execution) });
    const cancel = clock.startTimer({
      delayMs: executeTimeoutMs ?? chaincodeLimits.executeTimeoutMs,
      onElapsed: () => {
        fail(failed('error sending: timeout expired while executing transaction'));
      },
    });
    try {
      return await answer;
    } finally {
      cancel();
      session.stop(context);
      await context.closeCursors();
    }
  }

  close(): void {
    this.#closed = true;
    this.#live?.then(
      (session) => {
        session.end();
      },
      () => undefined,
    );
  }

  #session(): Promise<ChaincodeSession> {
    if (this.#closed) {
      return Promise.reject(unavailable(this.#options.packageId));
    }
    this.#live ??= this.#connect().catch((error: unknown) => {
      this.#live = undefined;
      throw error;
    });
    return this.#live;
  }

  async #connect(): Promise<ChaincodeSession> {
    const { target, packageId, clock } = this.#options;
    const dialled = await dialChaincode(target);
    const session = new ChaincodeSession({
      stream: dialled.stream,
      packageId,
      onEnd: () => {
        this.#live = undefined;
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
    if (this.#closed) {
      session.end();
    }
    return session;
  }
}

function callToMessage(options: Execution): peer.ChaincodeMessage {
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
