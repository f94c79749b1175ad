import { GatewayError } from '@hyperledger/fabric-gateway';
import { status as Grpc } from '@grpc/grpc-js';
import type { KonttiError } from '../errors';
import { retryDelayMs } from './retry';
import type { Session } from './session';

/** What a peer says of a chaincode that does not run (`core/chaincode/chaincode_support.go`, `handler.go`). */
const CHAINCODE_DOWN = /could not launch chaincode|chaincode stream terminated/;

/**
 * True for a failure of a call that changed nothing and that a restart of a peer or of a chaincode mends: nobody was reached, a
 * node was not, its chaincode does not run, too few peers are up for the policies, or endorsers did not answer in time.
 */
export function isOutage(error: KonttiError): boolean {
  const { grpcStatus, causes = [] } = error.details;
  return (
    grpcStatus === 'UNAVAILABLE' ||
    // A peer that waits for one that crashed answers nobody; queries that are slow by themselves are not asked again.
    (grpcStatus === 'DEADLINE_EXCEEDED' && error.stage === 'endorse') ||
    error.code === 'ENDORSERS_MISSING' ||
    CHAINCODE_DOWN.test([error.message, ...causes.map(({ message }) => message)].join('\n'))
  );
}

const BROKEN_STREAM: ReadonlySet<number> = new Set([Grpc.UNAVAILABLE, Grpc.INTERNAL, Grpc.UNKNOWN]);

/** True when a stream ended because its peer did, or the way to it; what a peer refuses is refused again. */
export function isBrokenStream(cause: unknown): boolean {
  return !(cause instanceof GatewayError) || BROKEN_STREAM.has(cause.code);
}

/** A time in which something does not answer. */
export interface Outage {
  /** Pauses, longer each time; resolves with false, at once, when the outage lasts longer than `outageMs` of the session's timeouts. */
  outlast(signal: AbortSignal | undefined): Promise<boolean>;
  /** Ends it: a later failure starts another one. */
  end(): void;
}

/** No outage yet: the first failure starts its clock. */
export function createOutage({ timers, timeouts }: Pick<Session, 'timers' | 'timeouts'>): Outage {
  let started: { readonly atMs: number; attempts: number } | undefined;
  return {
    async outlast(signal) {
      started ??= { atMs: timers.nowMs(), attempts: 0 };
      if (timers.nowMs() - started.atMs >= timeouts.outageMs) {
        return false;
      }
      started.attempts += 1;
      await timers.delay(retryDelayMs(started.attempts, timers), signal);
      return true;
    },
    end() {
      started = undefined;
    },
  };
}
