import { status as Grpc } from '@grpc/grpc-js';
import { GatewayError, StatusCode } from '@hyperledger/fabric-gateway';
import type { Commit, Status, Transaction } from '@hyperledger/fabric-gateway';
import { createError, KonttiError } from '../errors';
import type { SdkErrorCode } from '../errors';
import { DELIVERY_ATTEMPTS_MAX } from '../limits';
import { boundsToGrpc, requireTime } from './call-options';
import type { CallBounds } from './call-options';
import { failureToError } from './gateway-failure';
import { createOutage } from './outage';
import type { Session } from './session';

/** Statuses of a submit after which the orderer may hold the transaction all the same (FABRIC: gateway/submit.go). */
const UNKNOWN_AFTER_SUBMIT: ReadonlySet<number> = new Set([
  Grpc.UNAVAILABLE,
  Grpc.DEADLINE_EXCEEDED,
  Grpc.ABORTED,
  Grpc.CANCELLED,
  Grpc.UNKNOWN,
  Grpc.INTERNAL,
]);

/** Why nothing more is sent, as the caller is told. When his time is over the outcome is unknown. */
const STOP_CODES: ReadonlyMap<string, SdkErrorCode> = new Map([
  ['CANCELLED', 'CANCELLED'],
  ['CLIENT_CLOSED', 'CLIENT_CLOSED'],
]);

/** A transaction that was endorsed, on its way to the ledger. */
interface Delivery {
  readonly session: Session;
  readonly transaction: Transaction;
  readonly bounds: CallBounds;
}

/**
 * Brings an endorsed transaction to its validation code. While the outcome is unknown only the same signed bytes are sent again, so
 * that at most one of them commits: a few times, and more while an outage lasts.
 * @throws OUTCOME_UNKNOWN when bounded repeats brought no answer, CANCELLED with the transaction's id, or what the orderer refused
 */
export async function deliver(delivery: Delivery): Promise<Status> {
  const outage = createOutage(delivery.session);
  let lastFailure: unknown;
  for (let attempt = 1; ; attempt += 1) {
    const sent = await send(delivery, attempt);
    lastFailure = sent.failure ?? lastFailure;
    try {
      const status = await awaitStatus(delivery, sent);
      // A duplicate tells of the copy that lost; the next answer is the copy that counts.
      if (status.code !== StatusCode.DUPLICATE_TXID) {
        return status;
      }
    } catch (failure) {
      lastFailure = failure;
    }
    stopIfOver(delivery, lastFailure);
    if (!(await outage.outlast(delivery.bounds.signal)) && attempt >= DELIVERY_ATTEMPTS_MAX) {
      break;
    }
    stopIfOver(delivery, lastFailure);
  }
  throw createError('OUTCOME_UNKNOWN', {
    stage: 'commit-status',
    details: { transactionId: delivery.transaction.getTransactionId() },
    cause: lastFailure,
  });
}

interface Sent {
  readonly commit: Commit;
  readonly failure?: unknown;
}

async function send(delivery: Delivery, attempt: number): Promise<Sent> {
  const { session, transaction, bounds } = delivery;
  const transactionId = transaction.getTransactionId();
  const { submitMs: timeoutMs } = session.timeouts;
  try {
    return { commit: await transaction.submit(boundsToGrpc(session, { ...bounds, timeoutMs })) };
  } catch (failure) {
    if (!(failure instanceof GatewayError)) {
      stopIfOver(delivery, failure);
      throw failureToError(failure, { stage: 'submit', transactionId });
    }
    // Once a first send may have arrived, a refused repeat says nothing about it.
    if (attempt === 1 && !UNKNOWN_AFTER_SUBMIT.has(failure.code)) {
      throw failureToError(failure, { stage: 'submit', transactionId });
    }
    stopIfOver(delivery, failure);
    return { commit: session.newCommit(transactionId), failure };
  }
}

/** A transaction that perhaps never arrived is awaited for a shorter time: the gateway waits for ids that do not exist yet. */
async function awaitStatus(delivery: Delivery, sent: Sent): Promise<Status> {
  const { session, bounds } = delivery;
  const { commitStatusMs, outcomeMs } = session.timeouts;
  const timeoutMs = sent.failure === undefined ? commitStatusMs : outcomeMs;
  return sent.commit.getStatus(boundsToGrpc(session, { ...bounds, timeoutMs }));
}

/** After the caller cancelled or closed the client, or when his time is over, nothing more is sent. */
function stopIfOver(delivery: Delivery, cause: unknown): void {
  const { session, bounds, transaction } = delivery;
  try {
    session.requireOpen();
    requireTime(bounds, session.timers.nowMs());
  } catch (error) {
    const code = error instanceof KonttiError ? STOP_CODES.get(error.code) : undefined;
    throw createError(code ?? 'OUTCOME_UNKNOWN', {
      stage: 'commit-status',
      details: { transactionId: transaction.getTransactionId() },
      cause,
    });
  }
}
