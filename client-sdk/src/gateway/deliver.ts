import { status as Grpc } from '@grpc/grpc-js';
import { GatewayError, StatusCode } from '@hyperledger/fabric-gateway';
import type { Commit, Status, Transaction } from '@hyperledger/fabric-gateway';
import { createError, KonttiError } from '../errors';
import type { SdkErrorCode } from '../errors';
import { DELIVERY_ATTEMPTS_MAX } from '../limits';
import { requireTime } from './call-options';
import type { CallBounds } from './call-options';
import { failureToError } from './gateway-failure';
import type { Outage } from './outage';
import { findPermanentFault } from './permanent-fault';
import type { Session } from './session';
import { callWithin } from './signing';

/** Statuses of a submit after which the orderer may hold the transaction all the same (FABRIC: gateway/submit.go). */
const UNKNOWN_AFTER_SUBMIT: ReadonlySet<number> = new Set([
  Grpc.UNAVAILABLE,
  Grpc.DEADLINE_EXCEEDED,
  Grpc.ABORTED,
  Grpc.CANCELLED,
  Grpc.UNKNOWN,
  Grpc.INTERNAL,
]);

/** The code of a call that sends nothing more; OUTCOME_UNKNOWN when its time is over. */
const STOP_CODES: ReadonlyMap<string, SdkErrorCode> = new Map([
  ['CANCELLED', 'CANCELLED'],
  ['CLIENT_CLOSED', 'CLIENT_CLOSED'],
]);

/** A transaction that was endorsed, on its way to the ledger. */
interface Delivery {
  readonly session: Session;
  readonly transaction: Transaction;
  readonly bounds: CallBounds;
  readonly outage: Outage;
  /** True for what an earlier process may have sent. */
  readonly isResumed?: boolean;
}

/**
 * Brings an endorsed transaction to its validation code. While the outcome is unknown only the same signed bytes are sent again, so
 * that at most one of them commits: while an outage lasts, and a few times when the orderer refuses.
 * @throws OUTCOME_UNKNOWN when bounded repeats brought no answer, CANCELLED with the transaction's id, or what the orderer refused
 */
export async function deliver(delivery: Delivery): Promise<Status> {
  const { bounds, outage } = delivery;
  let lastFailure: unknown;
  for (let attempt = 1; ; attempt += 1) {
    const sent = await send(delivery, attempt);
    lastFailure = sent.failure ?? lastFailure;
    try {
      const status = await awaitStatus(delivery, sent);
      // A duplicate is about the copy that lost; the next answer is the copy that counts.
      if (status.code !== StatusCode.DUPLICATE_TXID) {
        outage.pass();
        return status;
      }
    } catch (failure) {
      lastFailure = sent.failure ?? failure;
      if (isLasting(failure)) {
        break;
      }
    }
    stopIfOver(delivery, lastFailure);
    const isRefused = sent.failure?.code === Grpc.ABORTED && attempt >= DELIVERY_ATTEMPTS_MAX;
    if (isRefused || !(await outage.outlast(bounds))) {
      break;
    }
    stopIfOver(delivery, lastFailure);
  }
  throw outcomeUnknown(delivery, { code: 'OUTCOME_UNKNOWN', cause: lastFailure });
}

/** True for a failure that the next attempt would meet too: the peer denies the answer, or no identity signs the question. */
function isLasting(failure: unknown): boolean {
  return (
    failure instanceof KonttiError ||
    (failure instanceof GatewayError &&
      (failure.code === Grpc.PERMISSION_DENIED || findPermanentFault([failure.cause.details]) !== undefined))
  );
}

function outcomeUnknown(
  { transaction }: Delivery,
  { code, cause }: { readonly code: SdkErrorCode; readonly cause: unknown },
): KonttiError {
  const because = cause instanceof GatewayError ? cause.cause.details : undefined;
  return createError(code, {
    stage: 'commit-status',
    because: cause instanceof KonttiError ? cause.message : because,
    details: { transactionId: transaction.getTransactionId() },
    cause,
  });
}

interface Sent {
  readonly commit: Commit;
  readonly failure?: GatewayError;
}

async function send(delivery: Delivery, attempt: number): Promise<Sent> {
  const { session, transaction, bounds } = delivery;
  const transactionId = transaction.getTransactionId();
  const { submitMs: timeoutMs } = session.timeouts;
  try {
    const within = { ...bounds, timeoutMs };
    return { commit: await callWithin(session, within, (options) => transaction.submit(options)) };
  } catch (failure) {
    if (!(failure instanceof GatewayError)) {
      stopIfOver(delivery, failure);
      throw failureToError(failure, { stage: 'submit', transactionId });
    }
    // Once a first send may have arrived, a refused repeat says nothing about it.
    if (attempt === 1 && delivery.isResumed !== true && !UNKNOWN_AFTER_SUBMIT.has(failure.code)) {
      throw failureToError(failure, { stage: 'submit', transactionId });
    }
    stopIfOver(delivery, failure);
    delivery.outage.begin();
    return { commit: session.newCommit(transactionId), failure };
  }
}

/** A transaction that perhaps never arrived is awaited for a shorter time: the gateway waits for ids that do not exist yet. */
async function awaitStatus(delivery: Delivery, sent: Sent): Promise<Status> {
  const { session, bounds } = delivery;
  const { commitStatusMs, outcomeMs } = session.timeouts;
  const timeoutMs = sent.failure === undefined ? commitStatusMs : outcomeMs;
  return callWithin(session, { ...bounds, timeoutMs }, (options) => sent.commit.getStatus(options));
}

/** After the caller cancelled or closed the client, or when the call's time is over, nothing more is sent. */
function stopIfOver(delivery: Delivery, cause: unknown): void {
  const { session, bounds } = delivery;
  try {
    session.requireOpen();
    requireTime(bounds, session.timers.nowMs());
  } catch (error) {
    const code = error instanceof KonttiError ? STOP_CODES.get(error.code) : undefined;
    throw outcomeUnknown(delivery, { code: code ?? 'OUTCOME_UNKNOWN', cause });
  }
}
