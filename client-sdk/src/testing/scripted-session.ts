import { status as Grpc } from '@grpc/grpc-js';
import { GatewayError, StatusCode } from '@hyperledger/fabric-gateway';
import { gateway } from '@hyperledger/fabric-protos';
import { encodeContractError } from '@kontti/model';
import type { OperationContext } from '../operation';
import { createError } from '../errors';
import { createSemaphore } from '../gateway/semaphore';
import type { Timers } from '../gateway/timers';

/** What a gateway answers, call after call; beyond its script it does what it is asked for. */
export interface SessionScript {
  readonly endorse: (Error | 'ok')[];
  readonly submit: (Error | 'ok')[];
  /** A validation code for an answer. */
  readonly status: (Error | number)[];
}

/** A client's session and context without a gateway, in memory: only what operations that change the ledger ask of it. */
export interface ScriptedSession {
  readonly context: OperationContext;
  readonly script: SessionScript;
  /** Bytes that were sent to the orderers, in order. */
  readonly submitted: Uint8Array[];
  /** Ids of transactions that were proposed, in order. */
  readonly proposed: string[];
  /** What was proposed, with its arguments. */
  readonly asked: (readonly [name: string, options: object])[];
  /** What the chaincode answers. */
  result: string;
}

/** What the official client throws for a status of the gateway. */
export function gatewayFailure(code: Grpc, message: string): GatewayError {
  const cause = Object.assign(new Error(message), { code, details: message, metadata: undefined });
  return new GatewayError({ code, details: [], message, cause: cause as never });
}

/** What it throws for an error of the chaincode. */
export function chaincodeRefusal(code: string): GatewayError {
  const info = encodeContractError({ code, message: code, field: '', details: {} });
  return gatewayFailure(Grpc.ABORTED, `chaincode response 500, ${info}`);
}

/** Makes a session whose outages last no time. */
export function createScriptedSession(timers: Timers): ScriptedSession {
  const closing = new AbortController();
  const made = {
    script: { endorse: [], submit: [], status: [] } as SessionScript,
    submitted: [] as Uint8Array[],
    proposed: [] as string[],
    asked: [] as (readonly [name: string, options: object])[],
    result: JSON.stringify({ key: 'custody/A', digest: 'd'.repeat(64), at: 1 }),
  };
  const answer = <T>(scripted: T | Error): Promise<T> =>
    scripted instanceof Error ? Promise.reject(scripted) : Promise.resolve(scripted);
  const commitOf = (transactionId: string) => ({
    getStatus: async () => {
      const code = await answer(made.script.status.shift() ?? StatusCode.VALID);
      return { code, transactionId, blockNumber: 7n };
    },
  });
  const open = (bytes: Uint8Array) => {
    const transactionId = gateway.PreparedTransaction.deserializeBinary(bytes).getTransactionId();
    return {
      getBytes: () => bytes,
      getTransactionId: () => transactionId,
      getResult: () => Buffer.from(made.result),
      submit: async () => {
        made.submitted.push(bytes);
        await answer(made.script.submit.shift() ?? 'ok');
        return commitOf(transactionId);
      },
    };
  };
  const newProposal = (name: string, options: object) => {
    made.asked.push([name, options]);
    const transactionId = `tx-${made.proposed.length + 1}`;
    made.proposed.push(transactionId);
    return {
      getTransactionId: () => transactionId,
      endorse: async () => {
        await answer(made.script.endorse.shift() ?? 'ok');
        const prepared = new gateway.PreparedTransaction();
        prepared.setTransactionId(transactionId);
        return open(prepared.serializeBinary());
      },
    };
  };
  const session = {
    ...{ mspId: 'Org1MSP', channelName: 'mychannel', chaincodeName: 'kontti', timers },
    timeouts: {
      ...{ connectMs: 1_000, evaluateMs: 1_000, endorseMs: 1_000, submitMs: 1_000 },
      ...{ commitStatusMs: 2_000, outcomeMs: 100, outageMs: 0 },
    },
    contract: { newProposal },
    newCommit: commitOf,
    sign: (transaction: { readonly getBytes: () => Uint8Array }) =>
      Promise.resolve(open(transaction.getBytes())),
    openTransaction: open,
    requireOpen: () => {
      if (closing.signal.aborted) throw createError('CLIENT_CLOSED');
    },
    closed: closing.signal,
    close: () => closing.abort(),
  };
  const guard = { requireAccepted: () => undefined, requireEndorsedUnder: () => Promise.resolve() };
  const submits = createSemaphore({ runningMax: 100, waitingMax: 100, timers });
  return Object.assign(made, { context: { session, guard, submits } as unknown as OperationContext });
}
