import { AsyncLocalStorage } from 'node:async_hooks';
import { createError, KonttiError } from '../errors';
import { SIGNATURE_MS_MAX } from '../limits';
import { onAbort } from './abort';
import { boundsToGrpc } from './call-options';
import type { CallBounds } from './call-options';
import type { CancellableCallOptions } from './cancellation';
import type { Session } from './session';
import type { Timers } from './timers';

/** Signs a whole message. */
export type MessageSigner = (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** By which clock a signer outside this process is waited for; a call around it may leave it less time. */
export interface SigningTime {
  readonly timers: Pick<Timers, 'nowMs' | 'delay'>;
  /** Aborts when nobody needs the signature any more. */
  readonly closed?: AbortSignal;
}

const callAround = new AsyncLocalStorage<CancellableCallOptions>();

/**
 * Makes one gRPC call within bounds. The official client has each request signed before its deadline counts, so a signer outside this
 * process is given the same bounds; a key in this process needs none.
 */
export function callWithin<T>(
  session: Pick<Session, 'timers' | 'closed' | 'signsOutside'>,
  bounds: CallBounds & { readonly timeoutMs: number },
  call: (options: CancellableCallOptions) => Promise<T>,
): Promise<T> {
  const options = boundsToGrpc(session, bounds);
  return session.signsOutside === true ? callAround.run(options, () => call(options)) : call(options);
}

/** @throws SIGNER_FAILED whatever a signer throws */
export async function signOrThrow(signer: MessageSigner, message: Uint8Array): Promise<Uint8Array> {
  try {
    return await signer(message);
  } catch (cause) {
    if (cause instanceof KonttiError) {
      throw cause;
    }
    const because = cause instanceof Error ? cause.message : undefined;
    throw createError('SIGNER_FAILED', { because, cause });
  }
}

/** Has a message signed outside this process. @throws SIGNER_FAILED, also for no answer in time, CANCELLED */
export function signInTime(
  signer: MessageSigner,
  message: Uint8Array,
  time: SigningTime,
): Promise<Uint8Array> {
  return answerInTime(signOrThrow(signer, message), time);
}

/** Waits for what a caller's function about signing returns, which may never come. @throws SIGNER_FAILED, CANCELLED */
export async function answerInTime<T>(answer: Promise<T>, { timers, closed }: SigningTime): Promise<T> {
  const around = callAround.getStore();
  const ownEndMs = timers.nowMs() + SIGNATURE_MS_MAX;
  const endMs = Math.min(ownEndMs, Number(around?.deadline ?? ownEndMs));
  const signals = around?.cancelledBy ?? (closed === undefined ? [] : [closed]);
  const waiting = new AbortController();
  const forgets = signals.map((signal) => onAbort(signal, () => waiting.abort()));
  if (signals.some(({ aborted }) => aborted)) waiting.abort();
  const over = timers.delay(Math.max(0, endMs - timers.nowMs()), waiting.signal).then(() => {
    if (waiting.signal.aborted) throw createError('CANCELLED');
    throw createError('SIGNER_FAILED', { because: 'it did not answer in time' });
  });
  try {
    return await Promise.race([answer, over]);
  } finally {
    for (const forget of forgets) forget();
    waiting.abort();
  }
}
