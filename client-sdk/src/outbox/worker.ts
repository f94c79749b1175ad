import { KonttiError } from '../errors';
import type { Timers } from '../gateway/timers';
import {
  OUTBOX_DELAY_MS_MAX,
  OUTBOX_IN_FLIGHT_MAX,
  OUTBOX_POLL_MS,
  OUTBOX_PRUNED_ROWS_MAX,
  OUTBOX_PRUNE_MS,
} from '../limits';
import type { OperationContext } from '../operation';
import type { Changes } from './changes';
import { outboxDelayMs, sendRow } from './send-row';
import type { RowSending } from './send-row';
import type { OutboxLease, OutboxRow, RowChange } from './store';
import { createWriteQueue } from './write-queue';

/** What a worker sends with. */
interface WorkerOptions {
  readonly lease: OutboxLease;
  readonly context: OperationContext;
  readonly encryptionKey: Uint8Array | undefined;
  readonly signal: AbortSignal;
  readonly timers: Timers;
  readonly changes: Changes;
  readonly keptMs: number;
  /** Called when all rows wait, with the reason. */
  readonly onPause: (reason: KonttiError) => void;
}

/** Faults after which the lease, or the client, is of no use any more. */
const ENDING: ReadonlySet<string> = new Set(['STORE_LEASE_LOST', 'CLIENT_CLOSED']);

/**
 * Sends rows, those of different keys at once, until the signal aborts.
 * @throws STORE_LEASE_LOST, CLIENT_CLOSED once nothing is under way any more
 */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const worker = new Worker(options);
  try {
    await worker.run();
  } finally {
    await worker.stop();
  }
}

class Worker {
  readonly #options: WorkerOptions;
  readonly #running = new Map<number, Promise<void>>();
  readonly #ending = new AbortController();
  readonly #sending: RowSending;
  /** Consecutive pauses of all rows, and when the last one is over. */
  #pauses = 0;
  #pausedUntilMs = 0;
  #prunedMs: number | undefined;
  #fault: KonttiError | undefined;

  constructor(options: WorkerOptions) {
    const { lease, context, encryptionKey, signal } = options;
    this.#options = options;
    this.#sending = {
      context,
      encryptionKey,
      signal: AbortSignal.any([signal, this.#ending.signal]),
      write: createWriteQueue((changes: readonly RowChange[]) => lease.write(changes)),
    };
  }

  async run(): Promise<void> {
    const { signal, timers, changes } = this.#options;
    while (!signal.aborted) {
      const since = changes.count();
      await this.#step();
      if (this.#fault !== undefined) {
        throw this.#fault;
      }
      const leftMs = this.#pausedUntilMs - timers.nowMs();
      const timeoutMs = leftMs > 0 ? Math.min(leftMs, OUTBOX_DELAY_MS_MAX) : OUTBOX_POLL_MS;
      await changes.next({ since, timers, timeoutMs, signal });
    }
  }

  /** Ends what is under way; rows stay as they are. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#running.values());
  }

  async #step(): Promise<void> {
    const { lease, timers, keptMs } = this.#options;
    const nowMs = timers.nowMs();
    // A pause that a clock has put far away, before it was set right, is over.
    const isPaused = nowMs < this.#pausedUntilMs && this.#pausedUntilMs <= nowMs + OUTBOX_DELAY_MS_MAX;
    const free = OUTBOX_IN_FLIGHT_MAX - this.#running.size;
    if (isPaused || free <= 0) {
      return;
    }
    try {
      const horizonMs = nowMs + OUTBOX_DELAY_MS_MAX;
      const except = [...this.#running.keys()];
      for (const row of await lease.due({ nowMs, horizonMs, except, limit: free })) {
        this.#start(row);
      }
      if (this.#prunedMs === undefined || Math.abs(nowMs - this.#prunedMs) >= OUTBOX_PRUNE_MS) {
        this.#prunedMs = nowMs;
        await lease.prune({ beforeMs: nowMs - keptMs, limit: OUTBOX_PRUNED_ROWS_MAX });
      }
    } catch (error) {
      if (!(error instanceof KonttiError)) {
        throw error;
      }
      this.#pause(error);
    }
  }

  #start(row: OutboxRow): void {
    const running = sendRow(this.#sending, row).then((result) => {
      this.#running.delete(row.sequence);
      if (result.end === 'pause') {
        this.#pause(result.reason);
      } else if (result.end === 'committed') {
        this.#pauses = 0;
      }
      this.#options.changes.changed();
    });
    this.#running.set(row.sequence, running);
  }

  #pause(reason: KonttiError): void {
    const { timers, onPause } = this.#options;
    if (ENDING.has(reason.code)) {
      this.#fault = reason;
      return;
    }
    const nowMs = timers.nowMs();
    // Rows that were under way together meet the same fault: that is one pause.
    if (nowMs >= this.#pausedUntilMs) {
      this.#pauses += 1;
      this.#pausedUntilMs = nowMs + outboxDelayMs(this.#pauses, timers);
      onPause(reason);
    }
  }
}
