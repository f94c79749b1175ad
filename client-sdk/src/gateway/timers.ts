import { setTimeout as sleep } from 'node:timers/promises';

/** Time and chance, injected so that tests decide both. */
export interface Timers {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Resolves after the time, or rejects as soon as the signal aborts. */
  delay(delayMs: number, signal: AbortSignal | undefined): Promise<void>;
  /** A number from 0 to below 1. */
  random(): number;
}

/** The process's own clock and randomness. */
export const SYSTEM_TIMERS: Timers = {
  nowMs: () => Date.now(),
  delay: (delayMs, signal) => sleep(delayMs, undefined, signal === undefined ? {} : { signal }),
  random: () => Math.random(),
};
