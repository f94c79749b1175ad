import { expect } from 'chai';
import { AgeTimer } from './age-timer';

const AGE_MS = 100;

/** Pauses that a test ends, on a clock that it sets. */
function createTimer(ageMs: number | undefined) {
  const at = { nowMs: 1_000 };
  const pauses: { readonly delayMs: number; readonly signal: AbortSignal | undefined; end: () => void }[] =
    [];
  const rung = { times: 0 };
  const timer = new AgeTimer({
    ageMs,
    timers: {
      nowMs: () => at.nowMs,
      random: () => 0,
      delay: (delayMs, signal) => new Promise((resolve) => pauses.push({ delayMs, signal, end: resolve })),
    },
    onDue: () => (rung.times += 1),
  });
  return { at, pauses, rung, timer };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the age of rows', () => {
  it('rings once when what waits longest is due, and not again before it was asked', async () => {
    const { timer, pauses, rung } = createTimer(AGE_MS);
    timer.watch(undefined, undefined);
    expect(pauses).to.deep.equal([]);
    timer.watch(970, undefined, 950);
    timer.watch(960);
    expect(pauses.map(({ delayMs }) => delayMs)).to.deep.equal([50]);
    expect(timer.takeDue()).to.equal(false);
    pauses[0]?.end();
    await turn();
    timer.watch(960);
    expect([rung.times, pauses.length, timer.isDue]).to.deep.equal([1, 1, false]);
    expect([timer.takeDue(), timer.isDue, timer.takeDue(), timer.isDue]).to.deep.equal([
      true,
      true,
      false,
      true,
    ]);
    timer.watch(960);
    expect(pauses.map(({ delayMs }) => delayMs)).to.deep.equal([50, 60]);
  });

  it('waits no longer than rows may, whatever the clock does meanwhile', () => {
    for (const [sinceMs, delayMs] of [
      [1_000, AGE_MS],
      [5_000, AGE_MS],
      [900, 0],
      [100, 0],
    ] as const) {
      const { timer, pauses } = createTimer(AGE_MS);
      timer.watch(sinceMs);
      expect(pauses[0]?.delayMs, String(sinceMs)).to.equal(delayMs);
    }
  });

  it('is that of what waits for so long, or was taken before the clock was set back', () => {
    const { timer } = createTimer(AGE_MS);
    expect([899, 900, 901, 1_000, 1_001].map((sinceMs) => timer.isOld(sinceMs))).to.deep.equal([
      ...[true, true, false, false, true],
    ]);
  });

  it('is of no account where rows wait for a full batch', () => {
    const { timer, pauses } = createTimer(undefined);
    timer.watch(0);
    expect(pauses).to.deep.equal([]);
    expect(timer.takeDue()).to.equal(false);
  });

  it('is waited for no longer once the recording is over', () => {
    const { timer, pauses } = createTimer(AGE_MS);
    timer.watch(1_000);
    expect(pauses[0]?.signal?.aborted).to.equal(false);
    timer.stop();
    expect(pauses[0]?.signal?.aborted).to.equal(true);
  });
});
