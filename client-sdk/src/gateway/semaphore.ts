import { createError } from '../errors';
import type { KonttiError } from '../errors';
import { onAbort } from './abort';
import { requireTime } from './call-options';
import type { CallBounds } from './call-options';
import type { Timers } from './timers';

/** Lets a bounded number of tasks run at once; a bounded number wait, in order. */
export interface Semaphore {
  /**
   * Runs the task when its turn comes.
   * @throws TOO_MANY_SUBMITS at once when the line is full, CANCELLED or TIMED_OUT when the call ends before its turn
   */
  run<T>(task: () => Promise<T>, bounds: CallBounds): Promise<T>;
}

/** Bounds of a `Semaphore`. */
interface SemaphoreOptions {
  readonly runningMax: number;
  readonly waitingMax: number;
  readonly timers: Pick<Timers, 'nowMs' | 'delay'>;
}

/** Makes a `Semaphore`. */
export function createSemaphore(options: SemaphoreOptions): Semaphore {
  const line = new Set<() => void>();
  let running = 0;

  /** Waits in line. The one that leaves hands its place over, so `running` stays as it is. */
  const waitForTurn = ({ signal, deadlineMs }: CallBounds): Promise<void> => {
    const waiting = deadlineMs === Infinity ? undefined : new AbortController();
    return new Promise<void>((resolve, reject) => {
      const stopWaiting = (): void => {
        line.delete(takePlace);
        forget?.();
        waiting?.abort();
      };
      const leaveLine = (error: KonttiError): void => {
        stopWaiting();
        reject(error);
      };
      function takePlace(): void {
        stopWaiting();
        resolve();
      }
      const forget =
        signal && onAbort(signal, () => leaveLine(createError('CANCELLED', { cause: signal.reason })));
      line.add(takePlace);
      if (waiting !== undefined) {
        const leftMs = Math.max(0, deadlineMs - options.timers.nowMs());
        void options.timers.delay(leftMs, waiting.signal).then(() => leaveLine(createError('TIMED_OUT')));
      }
    });
  };
  const enter = async (bounds: CallBounds): Promise<void> => {
    requireTime(bounds, options.timers.nowMs());
    if (running < options.runningMax) {
      running += 1;
      return;
    }
    if (line.size >= options.waitingMax) {
      throw createError('TOO_MANY_SUBMITS', { details: { waitingMax: options.waitingMax } });
    }
    await waitForTurn(bounds);
  };
  const leave = (): void => {
    const [first] = line;
    if (first === undefined) {
      running -= 1;
      return;
    }
    first();
  };

  return {
    async run(task, bounds) {
      await enter(bounds);
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
