import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import type { Stage } from '../errors';
import type { RetryNotice } from '../observe/observe-options';
import { withinTurns } from '../testing/within-turns';
import { createOutage, isOutage, repeatThroughOutage } from './outage';
import type { Outage } from './outage';
import type { Session } from './session';

const OUTAGE_MS = 1_000;
const unbounded = { signal: undefined, deadlineMs: Infinity };
const down = createError('UNREACHABLE', { stage: 'connect', details: { grpcStatus: 'UNAVAILABLE' } });
const late = createError('TIMED_OUT', { stage: 'evaluate' });

/** A session whose time passes in pauses alone. */
function createWaiting(operation?: string) {
  const at = { nowMs: 0, isOpen: true };
  const pauses: number[] = [];
  const notices: RetryNotice[] = [];
  const session = {
    timers: {
      nowMs: () => at.nowMs,
      random: () => 1,
      delay: (delayMs: number) => {
        pauses.push(delayMs);
        at.nowMs += delayMs;
        return Promise.resolve();
      },
    },
    timeouts: { outageMs: OUTAGE_MS },
    observer: { retry: (notice: RetryNotice) => void notices.push(notice) },
    requireOpen: () => {
      if (!at.isOpen) throw createError('CLIENT_CLOSED');
    },
  } as unknown as Session;
  const outage: Outage = createOutage(session, operation);
  return { at, pauses, notices, session, outage };
}

/** Calls until it succeeds, with one answer a try; the last one is given for ever. */
async function repeat(answers: readonly (KonttiError | Error | 'ok')[], deadlineMs = Infinity) {
  const { session, outage, pauses, at } = createWaiting();
  let tries = 0;
  const repeated = repeatThroughOutage({
    ...{ session, outage, bounds: { ...unbounded, deadlineMs } },
    attempt: () => {
      const answer = answers[Math.min(tries, answers.length - 1)];
      tries += 1;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  const outcome: unknown = await withinTurns(repeated).catch((error: unknown) => error);
  return { outcome, tries, pauses, nowMs: at.nowMs };
}

describe('what an outage is', () => {
  const errorOf = (stage: Stage, details: object, code = 'NODE_FAILED') =>
    new KonttiError({ code, stage, message: code, details: { remedy: '', ...details } });
  const causesOf = (message: string) => ({ causes: [{ company: 'A', address: '', message }] });

  it('is a failure that a restart of a peer or a chaincode mends, and no other', () => {
    for (const error of [
      errorOf('evaluate', { grpcStatus: 'UNAVAILABLE' }),
      errorOf('endorse', { grpcStatus: 'DEADLINE_EXCEEDED' }),
      errorOf('endorse', {}, 'ENDORSERS_MISSING'),
      errorOf('endorse', causesOf('could not launch chaincode kontti')),
      errorOf('endorse', causesOf('chaincode stream terminated')),
      createError('NODE_FAILED', { because: 'chaincode stream terminated' }),
    ]) {
      expect(isOutage(error), error.message).to.equal(true);
    }
    for (const error of [
      errorOf('evaluate', { grpcStatus: 'DEADLINE_EXCEEDED' }),
      errorOf('endorse', { grpcStatus: 'ABORTED' }),
      errorOf('endorse', causesOf('no')),
      errorOf('connect', { grpcStatus: 'UNAVAILABLE' }, 'TLS_EXPIRED'),
    ]) {
      expect(isOutage(error), `${error.code} ${error.stage}`).to.equal(false);
    }
  });
});

describe('the clock of an outage', () => {
  it('bounds a call from the first failure on, and no call before', () => {
    const { outage, at } = createWaiting();
    expect(outage.bound(unbounded).deadlineMs).to.equal(Infinity);
    at.nowMs = 100;
    outage.begin();
    at.nowMs = 300;
    outage.begin();
    expect(outage.bound(unbounded).deadlineMs).to.equal(100 + OUTAGE_MS);
    expect(outage.bound({ ...unbounded, deadlineMs: 500 }).deadlineMs).to.equal(500);
  });

  it('adds up within a call, and begins anew for each failure of a stream', () => {
    const { outage, at } = createWaiting();
    outage.pass();
    outage.begin();
    at.nowMs = 400;
    outage.pass();
    at.nowMs = 2_000;
    outage.pass();
    expect(outage.bound(unbounded).deadlineMs).to.equal(Infinity);
    outage.begin();
    expect(outage.bound(unbounded).deadlineMs).to.equal(2_000 + OUTAGE_MS - 400);
    outage.end();
    expect(outage.bound(unbounded).deadlineMs).to.equal(Infinity);
    outage.begin();
    expect(outage.bound(unbounded).deadlineMs).to.equal(2_000 + OUTAGE_MS);
  });

  it('pauses longer each time until it is over, and says so before each try', async () => {
    const { outage, pauses, notices } = createWaiting('lot:Issue');
    while (await outage.outlast(unbounded)) expect(pauses.length).to.equal(notices.length);
    expect(pauses).to.deep.equal([40, 80, 160, 320, 400]);
    expect(notices).to.deep.equal(
      pauses.map((_, index) => ({ reason: 'outage', attempt: index + 1, operation: 'lot:Issue' })),
    );
    const stream = createWaiting();
    await stream.outage.outlast(unbounded);
    expect(stream.notices).to.deep.equal([{ reason: 'outage', attempt: 1 }]);
  });
});

describe('a call that is repeated', () => {
  it('is tried again while something is down, and at once given up for any other failure', async () => {
    expect(await repeat([down, down, 'ok'])).to.include({ outcome: 'ok', tries: 3, nowMs: 120 });
    const refused = createError('REQUEST_REFUSED');
    expect(await repeat([down, refused])).to.include({ outcome: refused, tries: 2 });
    const defect = new TypeError('defect');
    expect(await repeat([defect])).to.include({ outcome: defect, tries: 1 });
  });

  it('ends with what it met: an answer that is late says nothing once something was down', async () => {
    expect(await repeat([down, late])).to.include({ outcome: down, nowMs: OUTAGE_MS });
    expect(await repeat([down, late, 'ok'])).to.include({ outcome: 'ok', tries: 3 });
    expect(await repeat([late])).to.include({ outcome: late, tries: 1 });
    const other = createError('NODE_FAILED', { details: { grpcStatus: 'UNAVAILABLE' } });
    expect(await repeat([down, other])).to.include({ outcome: other });
  });

  it('ends with the time of the call, and names what it met', async () => {
    const { outcome, nowMs } = await repeat([down], 100);
    expect(outcome).to.include({ code: 'TIMED_OUT', cause: down });
    expect(nowMs).to.equal(100);
  });

  it('is not tried on a client that was closed, and bounds each try by the outage', async () => {
    const { session, outage, at } = createWaiting();
    const deadlines: number[] = [];
    const repeated = repeatThroughOutage({
      ...{ session, outage, bounds: unbounded },
      attempt: ({ deadlineMs }) => {
        deadlines.push(deadlineMs);
        at.isOpen = deadlines.length < 2;
        return Promise.reject(down);
      },
    });
    const failure: unknown = await withinTurns(repeated).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'CLIENT_CLOSED');
    expect(deadlines).to.deep.equal([Infinity, OUTAGE_MS]);
  });

  it('has what is left of the time of outages once one has passed', async () => {
    const { session, outage, at } = createWaiting();
    const attempts: (() => Promise<string>)[] = [() => Promise.reject(down), () => Promise.resolve('ok')];
    await repeatThroughOutage({
      ...{ session, outage, bounds: unbounded },
      attempt: () => attempts.shift()?.() ?? Promise.resolve('ok'),
    });
    expect(at.nowMs).to.equal(40);
    outage.begin();
    expect(outage.bound(unbounded).deadlineMs).to.equal(at.nowMs + OUTAGE_MS - 40);
  });
});
