import { createError } from '../errors';
import { onAbort } from './abort';

/** Lets a bounded number of tasks run at once; a bounded number wait, in order. */
export interface Semaphore {
  /** Runs the task when its turn comes. @throws TOO_MANY_SUBMITS at once when the line is full, CANCELLED when the signal aborts first */
  run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** Bounds of a `Semaphore`. */
export interface SemaphoreOptions {
  readonly runningMax: number;
  readonly waitingMax: number;
}

/** Makes a `Semaphore`. */
export function createSemaphore(options: SemaphoreOptions): Semaphore {
  const line = new Set<() => void>();
  let running = 0;

  const enter = async (signal: AbortSignal | undefined): Promise<void> => {
    if (running < options.runningMax) {
      running += 1;
      return;
    }
    if (line.size >= options.waitingMax) {
      throw createError('TOO_MANY_SUBMITS', { details: { waitingMax: options.waitingMax } });
    }
    // The one that leaves hands its place over, so `running` stays as it is.
    await new Promise<void>((resolve, reject) => {
      const forget = signal === undefined ? undefined : onAbort(signal, leaveLine);
      const takePlace = (): void => {
        forget?.();
        resolve();
      };
      function leaveLine(): void {
        line.delete(takePlace);
        reject(createError('CANCELLED', { cause: signal?.reason }));
      }
      line.add(takePlace);
    });
  };
  const leave = (): void => {
    const [first] = line;
    if (first === undefined) {
      running -= 1;
      return;
    }
    line.delete(first);
    first();
  };

  return {
    async run(task, signal) {
      await enter(signal);
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
