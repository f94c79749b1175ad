import { onAbort } from '../gateway/abort';
import { requireTime, startBounds } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import type { Session } from '../gateway/session';
import { DEFINITION_AGE_MS_MAX, DEFINITION_POLL_MS, TIMEOUT_MS_MAX } from '../limits';

/** What a `FreshCheck` needs of a session. */
type CheckSession = Pick<Session, 'timers' | 'closed' | 'requireOpen'>;

/** A comparison that is repeated as long as a client lives, and that reads share. */
export interface FreshCheck {
  /** Resolves when a comparison is done that started a moment ago at most, within the caller's own bounds. */
  require(call: CallOptions): Promise<void>;
}

/** Makes a check and repeats it every few seconds until the session closes. */
export function startFreshCheck(session: CheckSession, check: () => Promise<unknown>): FreshCheck {
  const { timers } = session;
  let latest: { readonly startedMs: number; readonly done: Promise<unknown> } | undefined;
  const start = (): Promise<unknown> => {
    const done = check();
    latest = { startedMs: timers.nowMs(), done };
    done.catch(() => {
      if (latest?.done === done) {
        latest = undefined;
      }
    });
    return done;
  };
  void repeatCheck(session, start);
  return {
    async require(call) {
      session.requireOpen();
      const isFresh = latest !== undefined && timers.nowMs() - latest.startedMs <= DEFINITION_AGE_MS_MAX;
      const done = isFresh && latest !== undefined ? latest.done : start();
      await waitWithin(session, call, done);
    },
  };
}

/** A check that fails is one of the next reads' to report. */
async function repeatCheck(session: CheckSession, check: () => Promise<unknown>): Promise<void> {
  const { timers, closed } = session;
  while (!closed.aborted) {
    await timers.delay(DEFINITION_POLL_MS, closed, { isIdle: true });
    if (!closed.aborted) {
      await check().catch(() => undefined);
    }
  }
}

/** Others wait for the same check, so it goes on when this caller does not wait for it any more. */
async function waitWithin(
  { timers }: CheckSession,
  call: CallOptions,
  done: Promise<unknown>,
): Promise<void> {
  if (call.signal === undefined && call.timeoutMs === undefined) {
    await done;
    return;
  }
  const bounds = startBounds(call, timers.nowMs());
  requireTime(bounds, timers.nowMs());
  const waiting = new AbortController();
  const forget = call.signal === undefined ? undefined : onAbort(call.signal, () => waiting.abort());
  const restMs = Math.min(call.timeoutMs ?? TIMEOUT_MS_MAX, TIMEOUT_MS_MAX);
  const over = timers.delay(restMs, waiting.signal).then(() => {
    requireTime(bounds, timers.nowMs());
    return done;
  });
  try {
    await Promise.race([done, over]);
  } finally {
    forget?.();
    waiting.abort();
  }
}
