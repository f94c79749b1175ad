import { InterceptingCall } from '@grpc/grpc-js';
import type { CallOptions as GrpcCallOptions, Interceptor } from '@grpc/grpc-js';
import { createError } from '../errors';
import { onAbort } from './abort';

/** How a caller bounds one call of this package. */
export interface CallOptions {
  /** Cancels the call; what was already sent to the orderer may still commit. */
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole call with all its stages and repeats. */
  readonly timeoutMs?: number;
}

/** A call's bounds, once its clock has started. */
export interface CallBounds {
  readonly signal: AbortSignal | undefined;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
}

/** Starts a call's clock. */
export function startBounds(options: CallOptions, nowMs: number): CallBounds {
  return {
    signal: options.signal,
    deadlineMs: options.timeoutMs === undefined ? Infinity : nowMs + options.timeoutMs,
  };
}

/** Options of one gRPC call within the bounds of the whole call. */
export function boundsToGrpc(
  bounds: CallBounds,
  stage: { readonly nowMs: number; readonly timeoutMs: number },
): GrpcCallOptions {
  const deadline = Math.min(stage.nowMs + stage.timeoutMs, bounds.deadlineMs);
  if (bounds.signal === undefined) {
    return { deadline };
  }
  return { deadline, interceptors: [cancelOn(bounds.signal)] };
}

/** Stops a call that the caller cancelled or whose time is over before it takes another step. */
export function requireTime(bounds: CallBounds, nowMs: number): void {
  if (bounds.signal?.aborted === true) {
    throw createError('CANCELLED', { cause: bounds.signal.reason });
  }
  if (nowMs >= bounds.deadlineMs) {
    throw createError('TIMED_OUT');
  }
}

/** The official client hands no cancellation to its callers, so an interceptor of the gRPC library does it. */
function cancelOn(signal: AbortSignal): Interceptor {
  return (options, nextCall) => {
    const call = new InterceptingCall(nextCall(options), {
      start(metadata, _listener, next) {
        const cancel = (): void => call.cancelWithStatus(1, 'cancelled by the caller');
        const forget = onAbort(signal, cancel);
        next(metadata, {
          onReceiveStatus(status, forward) {
            forget();
            forward(status);
          },
        });
        if (signal.aborted) {
          cancel();
        }
      },
    });
    return call;
  };
}
