import type { Timers } from '../gateway/timers';

/** Milliseconds that pass with each turn of the event loop while something waits for them. */
const TURN_MS = 10;

/** Timers whose time passes with the turns of the event loop, so that whatever takes longer ends later; pauses draw the whole of their time. */
interface PassingTime {
  readonly timers: Timers;
  /** Pauses that were begun, in milliseconds. */
  readonly pauses: readonly number[];
}

/** A time that begins at a moment. */
export function createPassingTime(startMs: number): PassingTime {
  const pauses: number[] = [];
  const due = new Set<{ readonly atMs: number; readonly end: () => void }>();
  let nowMs = startMs;
  let isPassing = false;
  const pass = async (): Promise<void> => {
    isPassing = true;
    while (due.size > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      nowMs += TURN_MS;
      for (const { atMs, end } of due) {
        if (atMs <= nowMs) end();
      }
    }
    isPassing = false;
  };
  const delay = (delayMs: number, signal: AbortSignal | undefined): Promise<void> => {
    if (signal?.aborted === true) return Promise.resolve();
    pauses.push(delayMs);
    return new Promise((resolve) => {
      const end = (): void => {
        due.delete(pause);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const pause = { atMs: nowMs + delayMs, end };
      signal?.addEventListener('abort', end, { once: true });
      due.add(pause);
      if (!isPassing) void pass();
    });
  };
  return { timers: { nowMs: () => nowMs, random: () => 1, delay }, pauses };
}
