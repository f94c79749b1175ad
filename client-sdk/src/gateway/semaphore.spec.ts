import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { KonttiError } from '../errors';
import { withinTurns } from '../testing/within-turns';
import { createSemaphore as create } from './semaphore';
import type { Semaphore } from './semaphore';
import { SYSTEM_TIMERS } from './timers';

const unbounded = { signal: undefined, deadlineMs: Infinity };

function createSemaphore(bounds: { readonly runningMax: number; readonly waitingMax: number }) {
  const semaphore: Semaphore = create({ ...bounds, timers: SYSTEM_TIMERS });
  return {
    run: <T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> =>
      withinTurns(semaphore.run(task, { ...unbounded, signal })),
  };
}

describe('createSemaphore', () => {
  it('runs tasks in order, never more than allowed, also after failures', async () => {
    const semaphore = createSemaphore({ runningMax: 2, waitingMax: 10 });
    const ends: (() => void)[] = [];
    const started: number[] = [];
    const tasks = [0, 1, 2, 3].map((index) =>
      semaphore.run(async () => {
        started.push(index);
        await new Promise<void>((resolve) => ends.push(resolve));
        if (index === 1) {
          throw new Error('failed');
        }
        return index;
      }),
    );
    const settled = Promise.allSettled(tasks);
    await new Promise(setImmediate);
    expect(started).to.deep.equal([0, 1]);
    ends[1]?.();
    await new Promise(setImmediate);
    expect(started).to.deep.equal([0, 1, 2]);
    ends[0]?.();
    ends[2]?.();
    await new Promise(setImmediate);
    ends[3]?.();
    expect((await settled).map(({ status }) => status)).to.deep.equal([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await semaphore.run(() => Promise.resolve('free again'))).to.equal('free again');
  });

  it('refuses what does not fit into the line', async () => {
    const semaphore = createSemaphore({ runningMax: 1, waitingMax: 0 });
    let end = (): void => undefined;
    const first = semaphore.run(() => new Promise<void>((resolve) => (end = resolve)));
    const error: unknown = await semaphore.run(() => Promise.resolve()).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(KonttiError).with.property('code', 'TOO_MANY_SUBMITS');
    expect((error as KonttiError).details).to.include({ waitingMax: 0 });
    end();
    await first;
  });

  it('lets a caller that cancels leave the line at once, and nobody else', async () => {
    const semaphore = createSemaphore({ runningMax: 1, waitingMax: 2 });
    let end = (): void => undefined;
    const first = semaphore.run(() => new Promise<void>((resolve) => (end = resolve)));
    const abort = new AbortController();
    let started = false;
    const second = semaphore.run(() => Promise.resolve((started = true)), abort.signal);
    const third = semaphore.run(() => Promise.resolve('third'));
    abort.abort();
    const error: unknown = await second.catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(KonttiError).with.property('code', 'CANCELLED');
    expect(error).to.have.property('cause', abort.signal.reason);
    expect(started).to.equal(false);
    end();
    await first;
    expect(await third).to.equal('third');
  });

  it('bounds the wait by the time of the call, and lets the next one in', async () => {
    let nowMs = 0;
    let passTime = (): void => undefined;
    const delay = (delayMs: number): Promise<void> =>
      new Promise((resolve) => {
        passTime = () => {
          nowMs += delayMs;
          resolve();
        };
      });
    const semaphore = create({ runningMax: 1, waitingMax: 2, timers: { nowMs: () => nowMs, delay } });
    let end = (): void => undefined;
    const first = semaphore.run(() => new Promise<void>((resolve) => (end = resolve)), unbounded);
    let started = false;
    const hurried = semaphore.run(() => Promise.resolve((started = true)), { ...unbounded, deadlineMs: 5 });
    const patient = semaphore.run(() => Promise.resolve('patient'), unbounded);
    passTime();
    const error: unknown = await withinTurns(hurried).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(KonttiError).with.property('code', 'TIMED_OUT');
    expect(nowMs).to.equal(5);
    end();
    await first;
    expect(await withinTurns(patient)).to.equal('patient');
    expect(started).to.equal(false);
  });

  it('lets nobody into the line who has cancelled before', async () => {
    const semaphore = createSemaphore({ runningMax: 1, waitingMax: 1 });
    let end = (): void => undefined;
    const first = semaphore.run(() => new Promise<void>((resolve) => (end = resolve)));
    const error: unknown = await semaphore
      .run(() => Promise.resolve(), AbortSignal.abort())
      .catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(KonttiError).with.property('code', 'CANCELLED');
    end();
    await first;
  });

  it('waits for nothing more on behalf of a call that has its turn', async () => {
    const waits: (AbortSignal | undefined)[] = [];
    const delays: number[] = [];
    const delay = (delayMs: number, signal: AbortSignal | undefined): Promise<void> => {
      delays.push(delayMs);
      waits.push(signal);
      return new Promise(() => undefined);
    };
    const semaphore = create({ runningMax: 1, waitingMax: 2, timers: { nowMs: () => 100, delay } });
    const caller = new AbortController();
    let end = (): void => undefined;
    const first = semaphore.run(() => new Promise<void>((resolve) => (end = resolve)), unbounded);
    const second = semaphore.run(() => Promise.resolve('second'), {
      signal: caller.signal,
      deadlineMs: 105,
    });
    await new Promise(setImmediate);
    expect([delays, waits.map((signal) => signal?.aborted)]).to.deep.equal([[5], [false]]);
    expect(getEventListeners(caller.signal, 'abort')).to.have.length(1);
    end();
    await first;
    expect(await withinTurns(second)).to.equal('second');
    expect(waits.map((signal) => signal?.aborted)).to.deep.equal([true]);
    expect(getEventListeners(caller.signal, 'abort')).to.deep.equal([]);
  });
});
