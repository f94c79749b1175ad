import type { Clock } from './clock';
import { NetworkError } from './errors';
import { limits } from './limits';

/** A clock that does not move until it is advanced. */
export interface ManualClock extends Clock {
  /**
   * Moves the time on. Timers that fall due on the way run in their order, each at its own time, those that they start
   * included. @throws NetworkError OPTION_INVALID for a negative or endless duration, or for timers without end
   */
  advance(durationMs: number): void;
}

interface Timer {
  readonly dueMs: number;
  readonly onElapsed: () => void;
}

/**
 * A clock for tests that want to say what time it is. It begins at `nowMs`, milliseconds since 1970 UTC.
 * @example
 * const clock = createManualClock({ nowMs: Date.UTC(2025, 0, 1) });
 * clock.advance(60_000);
 */
export function createManualClock(options: { nowMs: number }): ManualClock {
  let { nowMs } = options;
  // In the order of their start, which decides between timers of the same time.
  const timers = new Set<Timer>();

  function nextDue(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.dueMs <= untilMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }

  return {
    nowMs: () => nowMs,
    startTimer: ({ delayMs, onElapsed }) => {
      const timer = { dueMs: nowMs + Math.max(0, delayMs), onElapsed };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    advance: (durationMs) => {
      if (!(durationMs >= 0 && Number.isFinite(durationMs))) {
        const message = `a clock moves on by 0 ms or more, not by ${durationMs}`;
        throw new NetworkError({ code: 'OPTION_INVALID', message, details: { durationMs } });
      }
      const untilMs = nowMs + durationMs;
      let count = 0;
      for (let timer = nextDue(untilMs); timer !== undefined; timer = nextDue(untilMs)) {
        count += 1;
        if (count > limits.timersPerAdvanceMax) {
          const message = 'the timers that fall due start others without end';
          throw new NetworkError({ code: 'OPTION_INVALID', message, details: { durationMs } });
        }
        timers.delete(timer);
        nowMs = timer.dueMs;
        timer.onElapsed();
      }
      nowMs = untilMs;
    },
  };
}
