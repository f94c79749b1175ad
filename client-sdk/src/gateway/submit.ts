import type { Transaction } from '@hyperledger/fabric-gateway';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { KonttiError } from '../errors';
import { requireTime } from './call-options';
import type { CallBounds } from './call-options';
import { deliver } from './deliver';
import type { ChaincodeCall } from './evaluate';
import { failureToError } from './gateway-failure';
import type { Committed, Journal } from './journal';
import { createOutage, repeatThroughOutage } from './outage';
import type { Outage } from './outage';
import { isWorthAnotherEndorsement, isWorthAnotherProposal, pauseBeforeRetry } from './retry';
import type { Session } from './session';
import { callWithin } from './signing';
import { statusToError } from './status-error';

/** A call that changes the ledger. */
export interface SubmitCall extends ChaincodeCall {
  /** The companies whose peers endorse; those that the policies of what is written demand unless given. */
  readonly endorsingOrganizations?: readonly string[];
  /** Looks at what was endorsed before it is sent; what it throws ends the submit. */
  readonly approve?: (transaction: Transaction) => Promise<void>;
  /** Keeps what is sent, before it is sent. */
  readonly journal?: Journal | undefined;
}

/**
 * Has a call endorsed, ordered and committed. It is proposed anew, with pauses and bounds, only after the ledger holds the attempt as
 * lost to others, when peers at different heights computed different results, when another company's peer may be behind, or when
 * peers are down, for as long as `outageMs` says; business references make that harmless.
 * @throws KonttiError whose stage is how far it came
 */
export async function submit(
  session: Session,
  call: SubmitCall & { readonly bounds: CallBounds },
): Promise<Committed> {
  const run = (): Promise<Committed> => submitUntilCommitted(session, call);
  return session.observer?.call({ kind: 'submit', operation: call.name }, run) ?? run();
}

async function submitUntilCommitted(
  session: Session,
  call: SubmitCall & { readonly bounds: CallBounds },
): Promise<Committed> {
  const { timers } = session;
  const { bounds } = call;
  const outage = createOutage(session, call.name);
  for (let attempt = 1; ; attempt += 1) {
    session.requireOpen();
    requireTime(bounds, timers.nowMs());
    const outcome = await propose({ session, call, bounds, outage, attempt });
    if (outcome.committed !== undefined) {
      return outcome.committed;
    }
    session.observer?.retry({ reason: 'conflict', operation: call.name, attempt });
    await pauseBeforeRetry(attempt, bounds, timers);
  }
}

interface Proposing {
  readonly session: Session;
  readonly call: SubmitCall;
  readonly bounds: CallBounds;
  readonly outage: Outage;
  /** From 1. */
  readonly attempt: number;
}

/** One proposal; resolves without `committed` when another one is worth its while. */
async function propose(proposing: Proposing): Promise<{ readonly committed?: Committed }> {
  const { session, bounds, outage, attempt } = proposing;
  let transaction: Transaction;
  try {
    // What was not endorsed was not ordered either.
    transaction = await repeatThroughOutage({
      ...proposing,
      attempt: (within) => endorse({ ...proposing, bounds: within }),
    });
  } catch (error) {
    if (error instanceof KonttiError && isWorthAnotherEndorsement({ error, mspId: session.mspId, attempt })) {
      return {};
    }
    throw error;
  }
  const { approve, journal } = proposing.call;
  await approve?.(transaction);
  if (journal !== undefined) {
    const endorsed = transaction;
    const { submitMs: timeoutMs } = session.timeouts;
    transaction = await callWithin(session, { ...bounds, timeoutMs }, () => session.sign(endorsed));
    await journal.keep({ transactionId: transaction.getTransactionId(), bytes: transaction.getBytes() });
  }
  const status = await deliver({ session, transaction, bounds, outage });
  if (status.code === StatusCode.VALID) {
    const { transactionId, blockNumber } = status;
    const committed = { transactionId, blockNumber, result: transaction.getResult() };
    await journal?.settle(committed);
    return { committed };
  }
  if (isWorthAnotherProposal({ validationCode: status.code, attempt })) {
    return {};
  }
  throw statusToError(status, attempt);
}

async function endorse({
  session,
  call,
  bounds,
}: Pick<Proposing, 'session' | 'call' | 'bounds'>): Promise<Transaction> {
  const { name, args, transientData, endorsingOrganizations } = call;
  const proposal = session.contract.newProposal(name, {
    arguments: [...args],
    transientData: { ...transientData },
    ...(endorsingOrganizations === undefined ? {} : { endorsingOrganizations: [...endorsingOrganizations] }),
  });
  const { endorseMs: timeoutMs } = session.timeouts;
  try {
    return await callWithin(session, { ...bounds, timeoutMs }, (options) => proposal.endorse(options));
  } catch (error) {
    session.requireOpen();
    const transactionId = proposal.getTransactionId();
    throw failureToError(error, { stage: 'endorse', transactionId, mspId: session.mspId });
  }
}
