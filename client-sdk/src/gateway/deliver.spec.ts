import { status as Grpc } from '@grpc/grpc-js';
import { GatewayError, StatusCode } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import { DELIVERY_ATTEMPTS_MAX } from '../limits';
import { withinTurns } from '../testing/within-turns';
import { deliver } from './deliver';
import { createOutage } from './outage';
import type { Session } from './session';

const { VALID, DUPLICATE_TXID } = StatusCode;

function failureOf(code: Grpc, details: string): GatewayError {
  const cause = Object.assign(new Error(details), { code, details });
  return new GatewayError({ code, details: [], cause: cause as never });
}

const lost = failureOf(Grpc.UNAVAILABLE, 'no orderers');
const refused = failureOf(Grpc.ABORTED, 'the orderer refuses');
const late = failureOf(Grpc.DEADLINE_EXCEEDED, 'not yet');
const denied = failureOf(Grpc.PERMISSION_DENIED, 'not you');

type Answer = Error | number;

/** What became of a transaction: each send and each question for its status has one answer, the last of them for ever. */
async function outcomeOf(
  script: { readonly submit?: readonly Answer[]; readonly status: readonly Answer[] },
  options: {
    readonly isResumed?: boolean;
    readonly signal?: AbortSignal;
    readonly deadlineMs?: number;
    readonly onStatus?: (close: () => void) => void;
  } = {},
) {
  const { isResumed = false, signal, deadlineMs = Infinity, onStatus } = options;
  const at = { nowMs: 0, isOpen: true };
  const seen = { submits: 0, asks: 0, deadlines: [] as unknown[] };
  const answerOf = <T>(
    answers: readonly Answer[],
    index: number,
    toResult: (code: number) => T,
  ): Promise<T> => {
    const answer = answers[Math.min(index, answers.length - 1)] ?? VALID;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(toResult(answer));
  };
  const commit = {
    getStatus: (call: { readonly deadline: number }) => {
      seen.deadlines.push(call.deadline - at.nowMs);
      onStatus?.(() => (at.isOpen = false));
      return answerOf(script.status, seen.asks++, (code) => ({ code, blockNumber: 7n, transactionId: 'tx' }));
    },
  };
  const session = {
    timers: {
      nowMs: () => at.nowMs,
      random: () => 1,
      delay: (delayMs: number) => Promise.resolve(void (at.nowMs += delayMs)),
    },
    timeouts: { submitMs: 10, commitStatusMs: 2_000, outcomeMs: 300, outageMs: 1_000 },
    closed: new AbortController().signal,
    requireOpen: () => {
      if (!at.isOpen) throw createError('CLIENT_CLOSED');
    },
    newCommit: (id: string) => (id === 'tx' ? commit : undefined),
  } as unknown as Session;
  const transaction = {
    getTransactionId: () => 'tx',
    submit: () => answerOf(script.submit ?? [VALID], seen.submits++, () => commit),
  };
  const outage = createOutage(session);
  const delivered = deliver({
    ...{ session, transaction: transaction as never, bounds: { signal, deadlineMs }, isResumed },
    outage,
  });
  const outcome: unknown = await withinTurns(delivered).then(
    ({ code }) => code,
    (error: unknown) => error,
  );
  const isOut = outage.bound({ signal: undefined, deadlineMs: Infinity }).deadlineMs < Infinity;
  return { outcome, ...seen, nowMs: at.nowMs, isOut };
}

async function errorOf(...args: Parameters<typeof outcomeOf>): Promise<KonttiError> {
  const { outcome } = await outcomeOf(...args);
  expect(outcome).to.be.instanceOf(KonttiError);
  return outcome as KonttiError;
}

describe('a transaction on its way', () => {
  it('is awaited for a shorter time where it perhaps never arrived', async () => {
    expect(await outcomeOf({ status: [VALID] })).to.include({ outcome: VALID, submits: 1, asks: 1 });
    const doubtful = await outcomeOf({ submit: [lost, VALID], status: [late, VALID] });
    // What it took of the time of outages ends with it.
    expect(doubtful).to.include({ outcome: VALID, submits: 2, isOut: false });
    expect(doubtful.deadlines).to.deep.equal([300, 2_000]);
    expect((await outcomeOf({ status: [VALID] })).deadlines).to.deep.equal([2_000]);
  });

  it('is asked for again where a duplicate lost, and may be invalid', async () => {
    expect(await outcomeOf({ status: [DUPLICATE_TXID, VALID] })).to.include({ outcome: VALID, submits: 2 });
    const conflict = StatusCode.MVCC_READ_CONFLICT;
    expect(await outcomeOf({ status: [conflict] })).to.include({ outcome: conflict, submits: 1 });
  });

  it('fails with the first refusal of a first send, for what no orderer may hold', async () => {
    const invalid = failureOf(Grpc.INVALID_ARGUMENT, 'not signed');
    const error = await errorOf({ submit: [invalid], status: [VALID] });
    expect(error).to.include({ code: 'REQUEST_REFUSED', stage: 'submit', cause: invalid });
    expect(error.details).to.include({ transactionId: 'tx' });
    for (const code of [Grpc.CANCELLED, Grpc.UNKNOWN, Grpc.INTERNAL, Grpc.DEADLINE_EXCEEDED]) {
      const unknown = failureOf(code, '');
      expect(await outcomeOf({ submit: [unknown], status: [VALID] }), String(code)).to.include({
        outcome: VALID,
      });
    }
  });

  it('is looked for after a refused repeat, which says nothing about an earlier send', async () => {
    const invalid = failureOf(Grpc.INVALID_ARGUMENT, 'not signed');
    expect(await outcomeOf({ submit: [invalid], status: [VALID] }, { isResumed: true })).to.include({
      outcome: VALID,
    });
    expect(await outcomeOf({ submit: [lost, invalid], status: [late, VALID] })).to.include({
      outcome: VALID,
    });
  });

  it('fails with a defect of the answer, and names the transaction', async () => {
    const defect = new TypeError('no bytes');
    const error = await errorOf({ submit: [defect], status: [VALID] });
    expect(error).to.include({ code: 'RESULT_MALFORMED', stage: 'submit', cause: defect });
    expect(error.details).to.include({ transactionId: 'tx' });
  });

  it('is given up where orderers refuse a few times, or while an outage lasts too long', async () => {
    const { outcome, submits } = await outcomeOf({ submit: [refused], status: [late] });
    expect(outcome).to.include({ code: 'OUTCOME_UNKNOWN', stage: 'commit-status', cause: refused });
    expect((outcome as KonttiError).message).to.include('the orderer refuses');
    expect((outcome as KonttiError).details).to.include({ transactionId: 'tx' });
    expect(submits).to.equal(DELIVERY_ATTEMPTS_MAX);
    const away = await outcomeOf({ submit: [lost], status: [late] });
    expect(away.outcome).to.include({ code: 'OUTCOME_UNKNOWN', cause: lost });
    expect(away).to.include({ nowMs: 1_000 });
    expect(away.submits).to.be.greaterThan(DELIVERY_ATTEMPTS_MAX);
    const silent = await outcomeOf({ status: [late] });
    expect(silent.outcome).to.include({ code: 'OUTCOME_UNKNOWN', cause: late });
    expect((silent.outcome as KonttiError).message).to.include('not yet');
  });

  it('is given up at once where nobody may ask, or nobody signs the question', async () => {
    const signerFailed = createError('SIGNER_FAILED', { because: 'the token is gone' });
    const expired = failureOf(Grpc.UNKNOWN, 'proposal client identity expired');
    for (const [failure, text] of [
      [denied, 'not you'],
      [signerFailed, 'the token is gone'],
      [expired, 'identity expired'],
    ] as const) {
      const { outcome, asks } = await outcomeOf({ status: [failure] });
      expect(outcome).to.include({ code: 'OUTCOME_UNKNOWN', cause: failure });
      expect((outcome as KonttiError).message).to.include(text);
      expect(asks).to.equal(1);
    }
  });

  it('is not sent again once the caller cancels, closes the client or has no time, and may still commit', async () => {
    const ends = new AbortController();
    const cancelled = await outcomeOf(
      { status: [late] },
      { signal: ends.signal, onStatus: () => ends.abort() },
    );
    const closed = await outcomeOf({ submit: [lost], status: [late] }, { onStatus: (close) => close() });
    const over = await outcomeOf({ submit: [lost], status: [late] }, { deadlineMs: 30 });
    const again = new AbortController();
    const doubled = await outcomeOf(
      { submit: [lost], status: [DUPLICATE_TXID] },
      { signal: again.signal, onStatus: () => again.abort() },
    );
    for (const [{ outcome, submits }, code, cause] of [
      [doubled, 'CANCELLED', lost],
      [cancelled, 'CANCELLED', late],
      [closed, 'CLIENT_CLOSED', lost],
      [over, 'OUTCOME_UNKNOWN', lost],
    ] as const) {
      expect(outcome).to.include({ code, stage: 'commit-status', cause });
      expect((outcome as KonttiError).details).to.include({ transactionId: 'tx' });
      expect(submits, code).to.equal(1);
    }
    const unsent = await outcomeOf(
      { submit: [new TypeError('cut')], status: [] },
      { signal: AbortSignal.abort() },
    );
    expect(unsent.outcome).to.include({ code: 'CANCELLED', stage: 'commit-status' });
  });
});
