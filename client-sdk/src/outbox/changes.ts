import { onAbort } from '../gateway/abort';
import type { Timers } from '../gateway/timers';

/** How long to wait for a change. */
interface WaitOptions {
  /** `count()` from before the caller looked: a change since then is not waited for. */
  readonly since: number;
  readonly timers: Timers;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Wakes those who wait for rows to change, in this process. */
export interface Changes {
  changed(): void;
  /** Changes so far. */
  count(): number;
  /** Resolves with the next change, after a time, or when the signal aborts. */
  next(options: WaitOptions): Promise<void>;
}

/** Makes `Changes`. */
export function createChanges(): Changes {
  const waiting = new Set<() => void>();
  let count = 0;
  return {
    changed() {
      count += 1;
      for (const wake of waiting) {
        wake();
      }
    },
    count: () => count,
    async next({ since, timers, timeoutMs, signal }) {
      if (count !== since) {
        return;
      }
      const ended = new AbortController();
      const end = (): void => ended.abort();
      waiting.add(end);
      const forget = signal && onAbort(signal, end);
      if (signal?.aborted === true) {
        end();
      }
      await timers.delay(timeoutMs, ended.signal);
      forget?.();
      waiting.delete(end);
    },
  };
}
