import { status as Grpc } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { createError, KonttiError } from '../errors';
import type { SdkErrorCode } from '../errors';
import { failureToError } from './gateway-failure';
import { findPermanentFault } from './permanent-fault';

const BROKEN: ReadonlySet<number> = new Set([Grpc.UNAVAILABLE, Grpc.INTERNAL, Grpc.UNKNOWN]);

/** Statuses (`common.Status`) with which a peer ends a stream for good. */
const REFUSALS: ReadonlyMap<string, SdkErrorCode> = new Map([
  ['400', 'REQUEST_REFUSED'],
  ['403', 'ACCESS_DENIED'],
  ['404', 'CHANNEL_NOT_FOUND'],
]);

/** True when a stream ended because its peer did, or the way to it; what a peer refuses is refused again. */
export function isBrokenStream(failure: unknown): boolean {
  if (failure instanceof GatewayError) {
    return BROKEN.has(failure.code) && findPermanentFault([failure.cause.details]) === undefined;
  }
  return !(failure instanceof KonttiError) && toRefusal(failure) === undefined;
}

/** Why a stream of blocks ended, by name where the peer said it. */
export function streamFailureToError(failure: unknown, expected: bigint): KonttiError {
  if (failure instanceof KonttiError) {
    return failure;
  }
  const refusal = toRefusal(failure);
  if (refusal !== undefined) {
    return createError(refusal, { stage: 'events', details: { expected }, cause: failure });
  }
  if (failure instanceof GatewayError && !isBrokenStream(failure)) {
    return failureToError(failure, { stage: 'events' });
  }
  const because = failure instanceof Error ? failure.message : undefined;
  return createError('EVENTS_INTERRUPTED', {
    stage: 'events',
    because,
    details: { expected },
    cause: failure,
  });
}

/** The official client gives a status as the text of an error. */
function toRefusal(failure: unknown): SdkErrorCode | undefined {
  const message = failure instanceof Error ? failure.message : '';
  return REFUSALS.get(/^Unexpected status response: (\d+)$/.exec(message)?.[1] ?? '');
}
