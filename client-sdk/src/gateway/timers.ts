import type { OptionRules } from '../options/check-options';
import { callback, required } from '../options/rules';
import { onAbort } from './abort';

/** Time and chance, injected so that tests decide both. */
export interface Timers {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Resolves after the time, or as soon as the signal aborts. While only idle delays are left a process may end. */
  delay(
    delayMs: number,
    signal: AbortSignal | undefined,
    options?: {
      /** True for a delay that need not keep the process alive; false unless given. */
      readonly isIdle?: boolean;
    },
  ): Promise<void>;
  /** A number from 0 to below 1. */
  random(): number;
}

/** What timers that a caller gives have to be. */
export const TIMERS: OptionRules<Timers> = {
  nowMs: required(callback),
  delay: required(callback),
  random: required(callback),
};

/** The process's own clock and randomness. */
export const SYSTEM_TIMERS: Timers = {
  nowMs: () => Date.now(),
  delay: (delayMs, signal, { isIdle = false } = {}) =>
    new Promise((resolve) => {
      const timer = setTimeout(end, delayMs);
      if (isIdle) {
        timer.unref();
      }
      const forget = signal === undefined ? undefined : onAbort(signal, end);
      function end(): void {
        clearTimeout(timer);
        forget?.();
        resolve();
      }
      if (signal?.aborted === true) {
        end();
      }
    }),
  random: () => Math.random(),
};
