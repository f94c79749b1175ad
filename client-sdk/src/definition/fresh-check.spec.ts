import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import type { CallOptions } from '../gateway/call-options';
import { DEFINITION_AGE_MS_MAX, DEFINITION_POLL_MS } from '../limits';
import { startFreshCheck } from './fresh-check';

/** A clock that a test turns; `delays` are the pauses that are asked for. */
function createClock() {
  const closing = new AbortController();
  const delays: { readonly delayMs: number; readonly isIdle: boolean; readonly end: () => void }[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const clock = { nowMs: 0 };
  const session = {
    closed: closing.signal,
    requireOpen: (): void => undefined,
    timers: {
      nowMs: () => clock.nowMs,
      random: () => 0,
      delay: (
        delayMs: number,
        signal: AbortSignal | undefined,
        options: { readonly isIdle?: boolean } = {},
      ) =>
        new Promise<void>((resolve) => {
          signals.push(signal);
          delays.push({ delayMs, isIdle: options.isIdle === true, end: resolve });
          signal?.addEventListener('abort', () => resolve(), { once: true });
        }),
    },
  };
  return { clock, session, delays, signals, close: () => closing.abort() };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the check before reads', () => {
  it('is shared by reads that start soon after one another', async () => {
    const { clock, session, close } = createClock();
    let checks = 0;
    const fresh = startFreshCheck(session, () => Promise.resolve((checks += 1)));
    await Promise.all([fresh.require({}), fresh.require({})]);
    clock.nowMs += DEFINITION_AGE_MS_MAX;
    await fresh.require({});
    expect(checks).to.equal(1);
    clock.nowMs += 1;
    await fresh.require({});
    expect(checks).to.equal(2);
    close();
  });

  it('fails the reads that wait for it, and not the next one', async () => {
    const { session, close } = createClock();
    let checks = 0;
    const fresh = startFreshCheck(session, () =>
      (checks += 1) === 1 ? Promise.reject(new Error('away')) : Promise.resolve(),
    );
    const messages = await Promise.all(
      [fresh.require({}), fresh.require({})].map((read) =>
        read.then(String, (error: Error) => error.message),
      ),
    );
    expect(messages).to.deep.equal(['away', 'away']);
    await fresh.require({});
    close();
  });

  it('lets a caller go whose time is over, or who cancels, while others wait on', async () => {
    const { clock, session, delays, close } = createClock();
    let answer = (): void => undefined;
    const fresh = startFreshCheck(session, () => new Promise<void>((resolve) => (answer = resolve)));
    const canceller = new AbortController();
    const codeOf = (read: Promise<void>): Promise<string> =>
      read.then(
        () => 'none',
        (error: unknown) => (error instanceof KonttiError ? error.code : String(error)),
      );
    const bounded = codeOf(fresh.require({ timeoutMs: 10 }));
    const cancelled = codeOf(fresh.require({ signal: canceller.signal }));
    const patient = codeOf(fresh.require({}));
    canceller.abort();
    clock.nowMs = 10;
    delays.find(({ delayMs }) => delayMs === 10)?.end();
    expect(await Promise.all([bounded, cancelled])).to.deep.equal(['TIMED_OUT', 'CANCELLED']);
    answer();
    expect(await patient).to.equal('none');
    close();
  });

  it('is not asked for once the client is closed, or where the caller has no time or cancelled before', async () => {
    const { clock, session, close } = createClock();
    let checks = 0;
    const fresh = startFreshCheck(session, () => Promise.resolve((checks += 1)));
    clock.nowMs = 10_000;
    const codeOf = async (call: CallOptions): Promise<string> =>
      await fresh.require(call).then(
        () => 'none',
        (error: unknown) => (error instanceof KonttiError ? error.code : String(error)),
      );
    const cancelled = new AbortController();
    cancelled.abort();
    expect(await codeOf({ signal: cancelled.signal })).to.equal('CANCELLED');
    expect(await codeOf({ timeoutMs: 0 })).to.equal('TIMED_OUT');
    expect(await codeOf({ timeoutMs: 5, signal: new AbortController().signal })).to.equal('none');
    clock.nowMs += DEFINITION_AGE_MS_MAX + 1;
    const before = checks;
    await fresh.require({});
    expect(checks).to.equal(before + 1);
    session.requireOpen = () => {
      throw createError('CLIENT_CLOSED');
    };
    expect(await codeOf({})).to.equal('CLIENT_CLOSED');
    expect(checks).to.equal(before + 1);
    close();
  });

  it('leaves no pause behind once it is done', async () => {
    const { session, signals, close } = createClock();
    const fresh = startFreshCheck(session, () => Promise.resolve());
    await fresh.require({ timeoutMs: 50 });
    expect(signals.map((signal) => signal?.aborted)).to.deep.equal([false, true]);
    close();
  });

  it('is repeated while nothing is read, until the session closes', async () => {
    const { session, delays, close } = createClock();
    let checks = 0;
    startFreshCheck(session, () =>
      (checks += 1) % 2 === 0 ? Promise.resolve() : Promise.reject(new Error('away')),
    );
    for (let round = 1; round <= 4; round += 1) {
      expect(delays).to.have.length(round);
      expect(delays[round - 1]).to.include({ delayMs: DEFINITION_POLL_MS, isIdle: true });
      delays[round - 1]?.end();
      await turn();
      expect(checks).to.equal(round);
    }
    close();
    await turn();
    expect(delays).to.have.length(5);
    expect(checks).to.equal(4);
  });
});
