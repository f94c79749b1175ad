import { expect } from 'chai';
import { SYSTEM_TIMERS } from './timers';

const HOUR_MS = 3_600_000;

/** Pauses that keep the process alive. */
function pauses(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

describe('the timers of the process', () => {
  it('end a pause after its time, and at once when the signal aborts', async () => {
    await SYSTEM_TIMERS.delay(0, undefined);
    const before = pauses();
    const ends = new AbortController();
    const pause = SYSTEM_TIMERS.delay(HOUR_MS, ends.signal);
    expect(pauses()).to.equal(before + 1);
    ends.abort();
    await pause;
    await SYSTEM_TIMERS.delay(HOUR_MS, ends.signal);
    expect(pauses()).to.equal(before);
  });

  it('keep the process alive, but for an idle pause', async () => {
    const before = pauses();
    const ends = new AbortController();
    const idle = SYSTEM_TIMERS.delay(HOUR_MS, ends.signal, { isIdle: true });
    expect(pauses()).to.equal(before);
    const busy = SYSTEM_TIMERS.delay(HOUR_MS, ends.signal, { isIdle: false });
    expect(pauses()).to.equal(before + 1);
    ends.abort();
    await Promise.all([idle, busy]);
  });

  it('have a time and chance', () => {
    expect(SYSTEM_TIMERS.nowMs()).to.be.greaterThan(Date.UTC(2026));
    expect(SYSTEM_TIMERS.random()).to.be.within(0, 1);
  });
});
