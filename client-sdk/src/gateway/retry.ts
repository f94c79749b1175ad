import { StatusCode } from '@hyperledger/fabric-gateway';
import type { KonttiError } from '../errors';
import {
  LAGGING_PEER_RETRIES_MAX,
  POLICY_FAILURE_RETRIES_MAX,
  PROPOSAL_ATTEMPTS_MAX,
  RETRY_DELAY_MS,
  RETRY_DELAY_MS_MAX,
} from '../limits';
import type { CallBounds } from './call-options';
import type { Timers } from './timers';

/** Validation codes that say that others were faster: the same request may well commit when it is proposed anew. */
const CONFLICTS: ReadonlySet<number> = new Set([
  StatusCode.MVCC_READ_CONFLICT,
  StatusCode.PHANTOM_READ_CONFLICT,
]);

/** True for a validation code of a lost race. */
export function isConflict(validationCode: number): boolean {
  return CONFLICTS.has(validationCode);
}

/**
 * Whether a transaction that the ledger holds as invalid is worth another proposal. `attempt` counts proposals from 1. A policy
 * failure is transient only when the policy changed earlier in the same block, so it is tried again but rarely.
 */
export function isWorthAnotherProposal(outcome: {
  readonly validationCode: number;
  readonly attempt: number;
}): boolean {
  if (outcome.validationCode === StatusCode.ENDORSEMENT_POLICY_FAILURE) {
    return outcome.attempt <= POLICY_FAILURE_RETRIES_MAX;
  }
  return isConflict(outcome.validationCode) && outcome.attempt < PROPOSAL_ATTEMPTS_MAX;
}

/**
 * Whether a proposal that was not endorsed is worth another one: peers at different heights computed different results, or another
 * company's peer refused it, which has perhaps not yet seen what it refers to, or the own peer has not. A gateway asks its own
 * company's peer first.
 */
export function isWorthAnotherEndorsement(outcome: {
  readonly error: KonttiError;
  readonly mspId: string;
  readonly attempt: number;
}): boolean {
  const { error, mspId, attempt } = outcome;
  if (error.code === 'ENDORSEMENTS_DIFFER') {
    return attempt < PROPOSAL_ATTEMPTS_MAX;
  }
  const { company, remedy } = error.details;
  const isOfChaincode = remedy !== undefined && error.stage === 'endorse';
  // What the own peer refuses it refuses again, but for a record that another company knows of and whose block comes a moment later.
  const mayBeBehind = company !== undefined && (company !== mspId || error.code === 'NOT_FOUND');
  return isOfChaincode && mayBeBehind && attempt <= LAGGING_PEER_RETRIES_MAX;
}

/** Pause before proposal `attempt + 1`: doubled each time, bounded, anything from a half to the whole of it. */
export function retryDelayMs(attempt: number, timers: Pick<Timers, 'random'>): number {
  const wholeMs = Math.min(RETRY_DELAY_MS * 2 ** (attempt - 1), RETRY_DELAY_MS_MAX);
  return wholeMs * (0.5 + timers.random() / 2);
}

/** Pauses before proposal `attempt + 1`, no longer than the call has time. */
export async function pauseBeforeRetry(attempt: number, bounds: CallBounds, timers: Timers): Promise<void> {
  const leftMs = Math.max(0, bounds.deadlineMs - timers.nowMs());
  await timers.delay(Math.min(retryDelayMs(attempt, timers), leftMs), bounds.signal);
}
