import type { CallOptions } from '../gateway/call-options';
import type { Session } from '../gateway/session';
import { waitWithin } from '../gateway/wait-within';
import { DEFINITION_AGE_MS_MAX, DEFINITION_POLL_MS } from '../limits';

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
      await waitWithin(timers, call, done);
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
