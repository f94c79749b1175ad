import { Metadata, status as Grpc } from '@grpc/grpc-js';
import type { InterceptingCall, StatusObject } from '@grpc/grpc-js';
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

/** A gRPC call that a test answers, started with the options of a call of this package. */
function startCall(signals: { readonly signal?: AbortSignal; readonly closed: AbortSignal }) {
  const { signal, closed } = signals;
  const options = boundsToGrpc({ timers, closed }, { ...unbounded, signal, timeoutMs: 50 });
  const cancelled: unknown[] = [];
  const received: StatusObject[] = [];
  let answer: (status: StatusObject) => void = () => undefined;
  const next = {
    start: (_: Metadata, listener: { onReceiveStatus: (status: StatusObject) => void }) => {
      answer = (status) => listener.onReceiveStatus(status);
    },
    cancelWithStatus: (...status: readonly unknown[]) => cancelled.push(status),
  };
  const [interceptor] = options.interceptors ?? [];
  const call = interceptor?.({} as never, () => next as unknown as InterceptingCall) as InterceptingCall;
  call.start(new Metadata(), { onReceiveStatus: (status) => void received.push(status) });
  return { cancelled, received, answer: (status: StatusObject) => answer(status) };
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

  it('cancel a call under way when its caller does, or when the client closes', () => {
    for (const name of ['signal', 'closed'] as const) {
      const ends = { signal: new AbortController(), closed: new AbortController() };
      const { cancelled } = startCall({ signal: ends.signal.signal, closed: ends.closed.signal });
      expect(cancelled).to.deep.equal([]);
      ends[name].abort();
      expect(cancelled, name).to.have.length(1);
      expect(cancelled[0]).to.have.property('0', Grpc.CANCELLED);
    }
    const ended = startCall({ closed: AbortSignal.abort() });
    expect(ended.cancelled).to.have.length(1);
  });

  it('let a call alone that has its answer', () => {
    const [caller, client] = [new AbortController(), new AbortController()];
    const { cancelled, received, answer } = startCall({ signal: caller.signal, closed: client.signal });
    const status = { code: Grpc.OK, details: '', metadata: new Metadata() };
    answer(status);
    caller.abort();
    client.abort();
    expect(received).to.deep.equal([status]);
    expect(cancelled).to.deep.equal([]);
  });
});
