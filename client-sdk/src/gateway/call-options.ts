import { createError } from '../errors';
import type { KonttiError } from '../errors';
import { abortSignal, milliseconds } from '../options/rules';
import type { OptionRules } from '../options/check-options';
import type { CancellableCallOptions } from './cancellation';
import type { Timers } from './timers';

/** How a caller bounds one call of this package. */
export interface CallOptions {
  /** Cancels the call; what was already sent to the orderer may still commit. */
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole call with all its stages and repeats, and the wait for its turn. */
  readonly timeoutMs?: number;
}

/** What the options of every call may be. */
export const CALL_OPTIONS: OptionRules<CallOptions> = { signal: abortSignal, timeoutMs: milliseconds(1) };

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

/** What is left of a call's options after it has taken some time. */
export function restOfCall(options: CallOptions, elapsedMs: number): CallOptions {
  const { signal, timeoutMs } = options;
  return {
    ...(signal && { signal }),
    ...(timeoutMs !== undefined && { timeoutMs: Math.max(timeoutMs - elapsedMs, 0) }),
  };
}

/** Options of one gRPC call within the bounds of the whole call; it ends when the caller cancels it or the session closes. @internal */
export function boundsToGrpc(
  { timers, closed }: { readonly timers: Pick<Timers, 'nowMs'>; readonly closed: AbortSignal },
  bounds: CallBounds & { readonly timeoutMs: number },
): CancellableCallOptions {
  const deadline = Math.min(timers.nowMs() + bounds.timeoutMs, bounds.deadlineMs);
  const signals = bounds.signal === undefined ? [closed] : [bounds.signal, closed];
  return { deadline, cancelledBy: signals };
}

/** Stops a call that the caller cancelled or whose time is over before it takes another step; `cause` is what it met so far. */
export function requireTime(bounds: CallBounds, nowMs: number, cause?: KonttiError): void {
  if (bounds.signal?.aborted === true) {
    throw createError('CANCELLED', { cause: bounds.signal.reason });
  }
  if (nowMs >= bounds.deadlineMs) {
    throw createError('TIMED_OUT', { because: cause?.message, cause });
  }
}
