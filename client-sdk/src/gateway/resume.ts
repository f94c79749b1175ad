import { GatewayError, StatusCode } from '@hyperledger/fabric-gateway';
import type { Status, Transaction } from '@hyperledger/fabric-gateway';
import { boundsToGrpc } from './call-options';
import type { CallBounds } from './call-options';
import { deliver } from './deliver';
import type { Committed } from './journal';
import { createOutage } from './outage';
import type { Session } from './session';
import { statusToError } from './status-error';

/**
 * Brings a transaction that an earlier process signed and perhaps sent to its outcome: its status is asked first, and only while the ledger
 * does not know it the same bytes are sent again.
 * @throws CONFLICT, POLICY_NOT_SATISFIED, TRANSACTION_INVALID of stage `commit` when the ledger holds it as invalid; OUTCOME_UNKNOWN
 */
export async function resume(
  session: Session,
  { bytes, bounds }: { readonly bytes: Uint8Array; readonly bounds: CallBounds },
): Promise<Committed> {
  session.requireOpen();
  const transaction = session.openTransaction(bytes);
  const known = await askStatus(session, { transaction, bounds });
  const outage = createOutage(session);
  const status = known ?? (await deliver({ session, transaction, bounds, outage, isResumed: true }));
  if (status.code !== StatusCode.VALID) {
    throw statusToError(status, 1);
  }
  const { transactionId, blockNumber } = status;
  return { transactionId, blockNumber, result: transaction.getResult() };
}

/** The status of what is on the ledger by now; the gateway waits for what is not, so the answer is awaited for `outcomeMs`. */
async function askStatus(
  session: Session,
  { transaction, bounds }: { readonly transaction: Transaction; readonly bounds: CallBounds },
): Promise<Status | undefined> {
  const { outcomeMs: timeoutMs } = session.timeouts;
  const commit = session.newCommit(transaction.getTransactionId());
  try {
    const status = await commit.getStatus(boundsToGrpc(session, { ...bounds, timeoutMs }));
    // A duplicate is about a copy that lost; `deliver` asks for the one that counts.
    return status.code === StatusCode.DUPLICATE_TXID ? undefined : status;
  } catch (error) {
    if (error instanceof GatewayError) {
      return undefined;
    }
    throw error;
  }
}
