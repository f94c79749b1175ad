import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import { boundsToGrpc, requireTime, startBounds, startCall } from './call-options';

const timers = { nowMs: () => 1_000 };
const unbounded = { signal: undefined, deadlineMs: Infinity };

function failureOf(work: () => void): KonttiError {
  try {
    work();
  } catch (error) {
    if (error instanceof KonttiError) return error;
  }
  throw new TypeError('no KonttiError');
}

describe('the bounds of a call', () => {
  it('begin with the call', () => {
    const { signal } = new AbortController();
    expect(startBounds({}, 1_000)).to.deep.equal({ signal: undefined, deadlineMs: Infinity });
    expect(startBounds({ signal, timeoutMs: 50 }, 1_000)).to.deep.equal({ signal, deadlineMs: 1_050 });
  });

  it('are what is left of them for each call of an operation, also of one within another', () => {
    const { signal } = new AbortController();
    const clock = { ms: 1_000, nowMs: () => clock.ms };
    expect([startCall(undefined, clock), startCall({ signal }, clock)]).to.deep.equal([{}, { signal }]);
    const whole = startCall({ signal, timeoutMs: 50 }, clock);
    const within = startCall(whole, clock);
    for (const [ms, timeoutMs] of [
      [1_000, 50],
      [1_010, 40],
      [1_049.5, 1],
      [1_050, 1],
      [9_000, 1],
    ] as const) {
      clock.ms = ms;
      const later = startCall(within, clock);
      for (const call of [whole, within, later]) expect({ ...call }).to.deep.equal({ signal, timeoutMs });
    }
    expect(failureOf(() => startCall({ timeoutMs: 0 }, clock))).to.include({ code: 'OPTIONS_INVALID' });
  });

  it('are those of a stage or of the whole call, whichever ends first', () => {
    const { signal: closed } = new AbortController();
    const deadlineOf = (deadlineMs: number): unknown =>
      boundsToGrpc({ timers, closed }, { ...unbounded, deadlineMs, timeoutMs: 50 }).deadline;
    expect([deadlineOf(Infinity), deadlineOf(1_040), deadlineOf(1_060)]).to.deep.equal([1_050, 1_040, 1_050]);
  });

  it('stop a call that was cancelled or is late, and say what it met', () => {
    const met = createError('UNREACHABLE');
    requireTime({ ...unbounded, deadlineMs: 1_001 }, 1_000, met);
    const late = failureOf(() => requireTime({ ...unbounded, deadlineMs: 1_000 }, 1_000, met));
    expect(late).to.include({ code: 'TIMED_OUT', cause: met });
    expect(late.message).to.include(met.message);
    expect(failureOf(() => requireTime({ ...unbounded, deadlineMs: 1_000 }, 1_000)).cause).to.equal(
      undefined,
    );
    const signal = AbortSignal.abort('enough');
    const cancelled = failureOf(() => requireTime({ signal, deadlineMs: 0 }, 1_000));
    expect(cancelled).to.include({ code: 'CANCELLED', cause: 'enough' });
  });

  it('name the signals by which it is cancelled', () => {
    const [{ signal }, { signal: closed }] = [new AbortController(), new AbortController()];
    const signalsOf = (given?: AbortSignal): unknown =>
      boundsToGrpc({ timers, closed }, { ...unbounded, signal: given, timeoutMs: 50 }).cancelledBy;
    expect([signalsOf(), signalsOf(signal)]).to.deep.equal([[closed], [signal, closed]]);
  });
});
