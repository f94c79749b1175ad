import { TIMEOUT_MS_MAX } from '../limits';
import { onAbort } from './abort';
import { requireTime, startBounds } from './call-options';
import type { CallOptions } from './call-options';
import type { Timers } from './timers';

/**
 * Waits for work that others wait for too, within the bounds of one call. The work goes on when this caller does not wait any more.
 * @throws CANCELLED, TIMED_OUT, and what the work fails with
 */
export async function waitWithin<T>(
  timers: Pick<Timers, 'nowMs' | 'delay'>,
  call: CallOptions,
  done: Promise<T>,
): Promise<T> {
  const { signal, timeoutMs } = call;
  if (signal === undefined && timeoutMs === undefined) {
    return await done;
  }
  const bounds = startBounds({ ...call }, timers.nowMs());
  requireTime(bounds, timers.nowMs());
  const waiting = new AbortController();
  const forget = signal === undefined ? undefined : onAbort(signal, () => waiting.abort());
  const restMs = Math.min(timeoutMs ?? TIMEOUT_MS_MAX, TIMEOUT_MS_MAX);
  const over = timers.delay(restMs, waiting.signal).then(() => {
    requireTime(bounds, timers.nowMs());
    return done;
  });
  try {
    return await Promise.race([done, over]);
  } finally {
    forget?.();
    waiting.abort();
  }
}
