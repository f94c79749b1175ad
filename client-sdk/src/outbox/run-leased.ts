import type { KonttiClient } from '../client';
import { createError, KonttiError } from '../errors';
import type { Timers } from '../gateway/timers';
import { OUTBOX_POLL_MS } from '../limits';
import { toKonttiError } from '../to-kontti-error';
import { outboxDelayMs } from './send-row';

/** What ends with the process that holds it. */
interface Lease {
  release(): Promise<void>;
}

/** How one process works on what is in a store. */
export interface LeasedWork<L extends Lease> {
  readonly store: { lease(): Promise<L | undefined> };
  readonly timers: Timers;
  readonly connect: () => Promise<KonttiClient>;
  readonly signal: AbortSignal;
  readonly onPause: (reason: KonttiError) => void;
  /** Works until the signal aborts, with a client that is closed afterwards. */
  readonly work: (client: KonttiClient, lease: L) => Promise<void>;
}

/** Faults after which everything is opened again. */
const REOPENING: ReadonlySet<string> = new Set(['STORE_LEASE_LOST', 'CLIENT_CLOSED']);

/** True for a fault after which lease and client are taken anew. */
export function isReopening(error: unknown): error is KonttiError {
  return error instanceof KonttiError && REOPENING.has(error.code);
}

/** Works on a store until the signal aborts, as the only process that does so. */
export async function runLeased<L extends Lease>(options: LeasedWork<L>): Promise<void> {
  const { store, timers, signal, onPause } = options;
  let isSaid = false;
  while (!signal.aborted) {
    const lease = await repeat(options, () => store.lease());
    if (lease === undefined) {
      if (!signal.aborted && !isSaid) {
        onPause(createError('STORE_LEASED'));
        isSaid = true;
      }
      await timers.delay(OUTBOX_POLL_MS, signal);
      continue;
    }
    isSaid = false;
    try {
      await workWith(options, lease);
    } catch (error) {
      if (!isReopening(error)) {
        throw error;
      }
      onPause(error);
    } finally {
      await lease.release().catch(() => undefined);
    }
  }
}

async function workWith<L extends Lease>(options: LeasedWork<L>, lease: L): Promise<void> {
  const client = await repeat(options, options.connect);
  if (client === undefined) {
    return;
  }
  try {
    await options.work(client, lease);
  } finally {
    client.close();
  }
}

/** Tries until it succeeds, with pauses; `undefined` once the signal aborts. */
async function repeat<L extends Lease, T>(
  { timers, signal, onPause }: LeasedWork<L>,
  attempt: () => Promise<T>,
): Promise<T | undefined> {
  for (let attempts = 1; !signal.aborted; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      onPause(toKonttiError(error));
      await timers.delay(outboxDelayMs(attempts, timers), signal);
    }
  }
  return undefined;
}
