import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import { boundsToGrpc, requireTime, restOfCall, startBounds } from './call-options';

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
  it('begin with the call, and what is left of them is less by the time that it took', () => {
    const { signal } = new AbortController();
    expect(startBounds({}, 1_000)).to.deep.equal({ signal: undefined, deadlineMs: Infinity });
    expect(startBounds({ signal, timeoutMs: 50 }, 1_000)).to.deep.equal({ signal, deadlineMs: 1_050 });
    expect(restOfCall({}, 10)).to.deep.equal({});
    expect(restOfCall({ signal, timeoutMs: 50 }, 10)).to.deep.equal({ signal, timeoutMs: 40 });
    expect(restOfCall({ timeoutMs: 50 }, 60)).to.deep.equal({ timeoutMs: 0 });
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
