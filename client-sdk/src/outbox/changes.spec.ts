import { expect } from 'chai';
import { withinTurns } from '../testing/within-turns';
import { createChanges } from './changes';

/** Pauses that end with their signal alone. */
function createPauses() {
  const asked: number[] = [];
  const under = { way: 0 };
  const delay = (delayMs: number, signal: AbortSignal | undefined): Promise<void> => {
    asked.push(delayMs);
    if (signal?.aborted === true) return Promise.resolve();
    under.way += 1;
    return new Promise((resolve) => {
      const end = (): void => {
        under.way -= 1;
        resolve();
      };
      signal?.addEventListener('abort', end, { once: true });
    });
  };
  return { asked, under, timers: { nowMs: () => 0, random: () => 0, delay } };
}

describe('those who wait for rows to change', () => {
  it('are woken by the next change, all of them, after a pause that they bound', async () => {
    const changes = createChanges();
    const { asked, under, timers } = createPauses();
    const wait = (timeoutMs: number) => changes.next({ since: changes.count(), timers, timeoutMs });
    const waiting = Promise.all([wait(10), wait(20)]);
    expect([asked, under.way]).to.deep.equal([[10, 20], 2]);
    changes.changed();
    await withinTurns(waiting);
    expect([changes.count(), under.way]).to.deep.equal([1, 0]);
  });

  it('do not wait for a change that came before', async () => {
    const changes = createChanges();
    const { asked, timers } = createPauses();
    const since = changes.count();
    changes.changed();
    await withinTurns(changes.next({ since, timers, timeoutMs: 10 }));
    expect(asked).to.deep.equal([]);
  });

  it('go on when their signal aborts, also before, and leave nothing behind', async () => {
    const changes = createChanges();
    const { under, timers } = createPauses();
    const ends = new AbortController();
    const waiting = changes.next({ since: 0, timers, timeoutMs: 10, signal: ends.signal });
    expect(under.way).to.equal(1);
    ends.abort();
    await withinTurns(waiting);
    await withinTurns(changes.next({ since: 0, timers, timeoutMs: 10, signal: ends.signal }));
    expect(under.way).to.equal(0);
  });
});
