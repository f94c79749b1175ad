import { StatusCode } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { KonttiError } from '../errors';
import type { Stage } from '../errors';
import {
  LAGGING_PEER_RETRIES_MAX,
  POLICY_FAILURE_RETRIES_MAX,
  PROPOSAL_ATTEMPTS_MAX,
  RETRY_DELAY_MS,
  RETRY_DELAY_MS_MAX,
} from '../limits';
import {
  isConflict,
  isWorthAnotherEndorsement,
  isWorthAnotherProposal,
  pauseBeforeRetry,
  retryDelayMs,
} from './retry';

/** The attempts after which another one is worth it. */
function attemptsWorth(isWorth: (attempt: number) => boolean): number {
  const attempts = Array.from({ length: 2 * PROPOSAL_ATTEMPTS_MAX }, (_, index) => index + 1);
  const worth = attempts.filter(isWorth);
  expect(worth).to.deep.equal(attempts.slice(0, worth.length));
  return worth.length;
}

function refusal(
  code: string,
  options: { readonly stage?: Stage; readonly company?: string; readonly remedy?: string } = {},
) {
  const { stage = 'endorse', company, remedy = 'Try' } = options;
  const details = { remedy, ...(company === undefined ? {} : { company }) };
  return new KonttiError({ code, stage, message: code, details });
}

describe('another proposal', () => {
  it('is worth it after a lost race, rarely after a failed policy, and after nothing else', () => {
    const worth = (validationCode: number): number =>
      attemptsWorth((attempt) => isWorthAnotherProposal({ validationCode, attempt }));
    expect(worth(StatusCode.MVCC_READ_CONFLICT)).to.equal(PROPOSAL_ATTEMPTS_MAX - 1);
    expect(worth(StatusCode.PHANTOM_READ_CONFLICT)).to.equal(PROPOSAL_ATTEMPTS_MAX - 1);
    expect(worth(StatusCode.ENDORSEMENT_POLICY_FAILURE)).to.equal(POLICY_FAILURE_RETRIES_MAX);
    expect(worth(StatusCode.BAD_PAYLOAD)).to.equal(0);
    expect(isConflict(StatusCode.MVCC_READ_CONFLICT)).to.equal(true);
    expect(isConflict(StatusCode.ENDORSEMENT_POLICY_FAILURE)).to.equal(false);
  });

  it('is worth it when companies computed differently, or a peer may be behind', () => {
    const worth = (error: KonttiError): number =>
      attemptsWorth((attempt) => isWorthAnotherEndorsement({ error, mspId: 'AMSP', attempt }));
    expect(worth(refusal('ENDORSEMENTS_DIFFER'))).to.equal(PROPOSAL_ATTEMPTS_MAX - 1);
    expect(worth(refusal('STATE', { company: 'BMSP' }))).to.equal(LAGGING_PEER_RETRIES_MAX);
    expect(worth(refusal('NOT_FOUND', { company: 'AMSP' }))).to.equal(LAGGING_PEER_RETRIES_MAX);
    expect(worth(refusal('STATE', { company: 'AMSP' }))).to.equal(0);
    expect(worth(refusal('NOT_FOUND'))).to.equal(0);
    expect(worth(refusal('STATE', { company: 'BMSP', stage: 'submit' }))).to.equal(0);
  });

  it('comes after a pause that doubles, is bounded, and is drawn from its second half', () => {
    const pauses = (random: number): number[] =>
      [1, 2, 3, 100].map((attempt) => retryDelayMs(attempt, { random: () => random }));
    expect(pauses(0)).to.deep.equal([
      RETRY_DELAY_MS / 2,
      RETRY_DELAY_MS,
      2 * RETRY_DELAY_MS,
      RETRY_DELAY_MS_MAX / 2,
    ]);
    expect(pauses(1)).to.deep.equal([
      RETRY_DELAY_MS,
      2 * RETRY_DELAY_MS,
      4 * RETRY_DELAY_MS,
      RETRY_DELAY_MS_MAX,
    ]);
  });

  it('is not waited for longer than the call has time', async () => {
    const waits: unknown[] = [];
    const { signal } = new AbortController();
    const timers = {
      nowMs: () => 1_000,
      random: () => 1,
      delay: (...args: readonly unknown[]) => {
        waits.push(args);
        return Promise.resolve();
      },
    };
    for (const deadlineMs of [Infinity, 1_010, 900]) {
      await pauseBeforeRetry(1, { signal, deadlineMs }, timers);
    }
    expect(waits).to.deep.equal([
      [RETRY_DELAY_MS, signal],
      [10, signal],
      [0, signal],
    ]);
  });
});
