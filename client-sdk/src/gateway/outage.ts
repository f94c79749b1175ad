import { KonttiError } from '../errors';
import { requireTime } from './call-options';
import type { CallBounds } from './call-options';
import { isPermanent } from './permanent-fault';
import { pauseBeforeRetry } from './retry';
import type { Session } from './session';

/** What a peer says of a chaincode that does not run (`core/chaincode/chaincode_support.go`, `handler.go`). */
const CHAINCODE_DOWN = /could not launch chaincode|chaincode stream terminated/;

/**
 * True for a failure of a call that changed nothing and that a restart of a peer or of a chaincode mends: nobody was reached, a
 * node was not, its chaincode does not run, too few peers are up for the policies, or endorsers did not answer in time.
 */
export function isOutage(error: KonttiError): boolean {
  const { grpcStatus, causes = [] } = error.details;
  if (isPermanent(error)) {
    return false;
  }
  return (
    grpcStatus === 'UNAVAILABLE' ||
    // A peer that waits for one that crashed answers nobody; queries that are slow by themselves are not asked again.
    (grpcStatus === 'DEADLINE_EXCEEDED' && error.stage === 'endorse') ||
    error.code === 'ENDORSERS_MISSING' ||
    CHAINCODE_DOWN.test([error.message, ...causes.map(({ message }) => message)].join('\n'))
  );
}

/** The times in which something does not answer, within one call or one stream. */
export interface Outage {
  /** Something does not answer; the clock of the outage runs from the first time on. */
  begin(): void;
  /** Pauses, longer each time; resolves with false, at once, when outages last longer than `outageMs` of the session's timeouts. */
  outlast(bounds: CallBounds): Promise<boolean>;
  /** The same bounds, ending with the outage that lasts. */
  bound(bounds: CallBounds): CallBounds;
  /** Ends it within a call, all of whose outages together last at most `outageMs`. */
  pass(): void;
  /** Ends it within a stream: a later failure starts another one. */
  end(): void;
}

/** No outage yet: the first failure starts its clock. `operation` names the call, unless it is that of a stream. */
export function createOutage(
  { timers, timeouts, observer }: Pick<Session, 'timers' | 'timeouts' | 'observer'>,
  operation?: string,
): Outage {
  let started: { readonly atMs: number; readonly attempts: number } | undefined;
  let leftMs = timeouts.outageMs;
  const begin = (): NonNullable<typeof started> => {
    started ??= { atMs: timers.nowMs(), attempts: 0 };
    return started;
  };
  const bound = (bounds: CallBounds): CallBounds => {
    const endMs = started === undefined ? Infinity : started.atMs + leftMs;
    return { ...bounds, deadlineMs: Math.min(bounds.deadlineMs, endMs) };
  };
  return {
    begin: () => void begin(),
    async outlast(bounds) {
      const { atMs, attempts } = begin();
      if (timers.nowMs() - atMs >= leftMs) {
        return false;
      }
      started = { atMs, attempts: attempts + 1 };
      observer?.retry({
        reason: 'outage',
        attempt: attempts + 1,
        ...(operation !== undefined && { operation }),
      });
      await pauseBeforeRetry(attempts + 1, bound(bounds), timers);
      return true;
    },
    bound,
    pass() {
      if (started !== undefined) {
        leftMs -= timers.nowMs() - started.atMs;
        started = undefined;
      }
    },
    end() {
      started = undefined;
      leftMs = timeouts.outageMs;
    },
  };
}

/** A call that changes nothing before it succeeds. */
interface RepeatedCall<T> {
  readonly session: Session;
  readonly bounds: CallBounds;
  readonly outage: Outage;
  readonly attempt: (bounds: CallBounds) => Promise<T>;
}

/** Repeats a call while peers, orderers or chaincode are down. @throws the last failure that is not only the end of the time */
export async function repeatThroughOutage<T>(call: RepeatedCall<T>): Promise<T> {
  const { session, bounds, outage, attempt } = call;
  let earlier: KonttiError | undefined;
  for (;;) {
    session.requireOpen();
    requireTime(bounds, session.timers.nowMs(), earlier);
    try {
      const result = await attempt(outage.bound(bounds));
      outage.pass();
      return result;
    } catch (error) {
      const isLate = error instanceof KonttiError && error.code === 'TIMED_OUT';
      if (!(error instanceof KonttiError) || !(isOutage(error) || (isLate && earlier !== undefined))) {
        throw error;
      }
      if (!(await outage.outlast(bounds))) {
        throw isLate ? (earlier ?? error) : error;
      }
      earlier = isLate ? earlier : error;
    }
  }
}
