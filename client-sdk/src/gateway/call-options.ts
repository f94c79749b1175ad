import { createError } from '../errors';
import type { KonttiError } from '../errors';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { abortSignal, milliseconds } from '../options/rules';
import type { CancellableCallOptions } from './cancellation';
import type { Timers } from './timers';

/** How a caller bounds one call of this package. */
export interface CallOptions {
  /** Cancels the call; what was already sent to the orderer may still commit. */
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole operation: all its calls with their stages and repeats, and the wait for its turn. Of a list, for each page. */
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

declare const started: unique symbol;

/** Options of an operation whose clock has started: its `timeoutMs` is what is left at the time it is read. */
export type StartedCall = CallOptions & { readonly [started]: true };

/**
 * Starts the clock of an operation that makes several calls: each gets what the earlier ones left, so that `timeoutMs` bounds them
 * together. Once nothing is left, a call gets the one millisecond in which it fails with TIMED_OUT.
 */
export function startCall(options: CallOptions = {}, timers: Pick<Timers, 'nowMs'>): StartedCall {
  checkOptions<CallOptions>(CALL_OPTIONS, options);
  const { signal, timeoutMs } = options;
  const call: CallOptions = { ...(signal && { signal }) };
  if (timeoutMs === undefined) return call as StartedCall;
  const { deadlineMs } = startBounds(options, timers.nowMs());
  const timeout = { enumerable: true, get: () => Math.max(1, Math.ceil(deadlineMs - timers.nowMs())) };
  return Object.defineProperty(call, 'timeoutMs', timeout) as StartedCall;
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
