import { contextOf } from '../client-context';
import type { KonttiClient } from '../client';
import { createError, KonttiError } from '../errors';
import type { Timers } from '../gateway/timers';
import { OUTBOX_POLL_MS } from '../limits';
import { toKonttiError } from '../to-kontti-error';
import type { Changes } from './changes';
import { outboxDelayMs } from './send-row';
import type { OutboxLease, OutboxStore } from './store';
import { runWorker } from './worker';

/** How rows are sent. */
export interface RunOptions {
  /** Makes the client that sends; it is called again, after a pause, when it fails, and when the client was closed. */
  readonly connect: () => Promise<KonttiClient>;
  /** Ends the sending; what is under way is left as it is. */
  readonly signal?: AbortSignal;
  /** Called when all rows wait, with the reason: no connection, a definition that is not accepted, a clock that is wrong, a store that is locked. */
  readonly onPause?: (reason: KonttiError) => void;
}

/** What an outbox is made of. */
export interface OutboxParts {
  readonly store: OutboxStore;
  readonly encryptionKey: Uint8Array | undefined;
  readonly timers: Timers;
  readonly changes: Changes;
  readonly keptMs: number;
}

/** Faults after which everything is opened again. */
const REOPENING: ReadonlySet<string> = new Set(['STORE_LEASE_LOST', 'CLIENT_CLOSED']);

/** Sends rows until the signal aborts, as the only process that does so. */
export async function runOutbox(parts: OutboxParts, options: RunOptions, signal: AbortSignal): Promise<void> {
  const { onPause = () => undefined } = options;
  const { timers } = parts;
  let isSaid = false;
  while (!signal.aborted) {
    const lease = await repeat(parts, { signal, onPause, attempt: () => parts.store.lease() });
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
      await sendWith(parts, { ...options, onPause, lease, signal });
    } catch (error) {
      if (!(error instanceof KonttiError) || !REOPENING.has(error.code)) {
        throw error;
      }
      onPause(error);
    } finally {
      await lease.release().catch(() => undefined);
    }
  }
}

async function sendWith(
  parts: OutboxParts,
  options: RunOptions & {
    readonly lease: OutboxLease;
    readonly signal: AbortSignal;
    readonly onPause: (reason: KonttiError) => void;
  },
): Promise<void> {
  const { connect, signal } = options;
  const client = await repeat(parts, { ...options, attempt: connect });
  if (client === undefined) {
    return;
  }
  try {
    await runWorker({ ...parts, ...options, signal, context: contextOf(client) });
  } finally {
    client.close();
  }
}

/** Tries until it succeeds, with pauses; `undefined` once the signal aborts. */
async function repeat<T>(
  { timers }: OutboxParts,
  options: {
    readonly signal: AbortSignal;
    readonly onPause: (reason: KonttiError) => void;
    readonly attempt: () => Promise<T>;
  },
): Promise<T | undefined> {
  for (let attempts = 1; !options.signal.aborted; attempts += 1) {
    try {
      return await options.attempt();
    } catch (error) {
      options.onPause(toKonttiError(error));
      await timers.delay(outboxDelayMs(attempts, timers), options.signal);
    }
  }
  return undefined;
}
