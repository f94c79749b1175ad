import { expect } from 'chai';
import { NetworkError } from './errors';
import { createManualClock } from './manual-clock';

describe('manual clock', () => {
  it('does not move until it is advanced', () => {
    const clock = createManualClock({ nowMs: 1_000 });
    expect(clock.nowMs()).to.equal(1_000);
    clock.advance(250);
    expect(clock.nowMs()).to.equal(1_250);
  });

  it('runs timers in the order of their times, each at its own', () => {
    const clock = createManualClock({ nowMs: 0 });
    const seen: string[] = [];
    const start = (name: string, delayMs: number): (() => void) =>
      clock.startTimer({ delayMs, onElapsed: () => seen.push(`${name}@${clock.nowMs()}`) });
    start('late', 30);
    start('early', 10);
    start('also early', 10);
    const cancel = start('cancelled', 5);
    cancel();
    clock.advance(29);
    expect(seen).to.deep.equal(['early@10', 'also early@10']);
    clock.advance(1);
    expect(seen).to.deep.equal(['early@10', 'also early@10', 'late@30']);
  });

  it('runs what its timers start, as far as it falls due', () => {
    const clock = createManualClock({ nowMs: 0 });
    const ticks: number[] = [];
    const tick = (): void => {
      ticks.push(clock.nowMs());
      clock.startTimer({ delayMs: 100, onElapsed: tick });
    };
    tick();
    clock.advance(350);
    expect(ticks).to.deep.equal([0, 100, 200, 300]);
    expect(clock.nowMs()).to.equal(350);
  });

  it('does not go back', () => {
    const clock = createManualClock({ nowMs: 0 });
    for (const durationMs of [-1, NaN, Infinity]) {
      expect(() => {
        clock.advance(durationMs);
      })
        .to.throw(NetworkError)
        .with.property('code', 'OPTION_INVALID');
    }
  });
});
