import type { KonttiClient } from '../client';
import { createError, KonttiError } from '../errors';
import type { Timers } from '../gateway/timers';
import { OUTBOX_POLL_MS, QUEUE_PAGE_ROWS } from '../limits';
import type { Changes } from '../outbox/changes';
import { errorToReason } from '../outbox/entry';
import { isReopening, runLeased } from '../outbox/run-leased';
import { outboxDelayMs } from '../outbox/send-row';
import type { QueuedRow, QueueLease, QueueStore, RejectedRow } from './queue-store';
import type { ReadingRow } from './reading-row';
import type { RecordOptions, RecordSummary, RowsOutcome } from './record-options';
import { recordReadings } from './record-readings';

/** What a run of a queue is made of. */
interface QueueRun extends Pick<
  RecordOptions<ReadingRow>,
  'signerOf' | 'readingsMax' | 'bytesMax' | 'ageMs' | 'aheadMs' | 'jumpMs'
> {
  readonly store: QueueStore;
  readonly connect: () => Promise<KonttiClient>;
  readonly signal: AbortSignal;
  readonly onPause: (reason: KonttiError) => void;
  readonly timers: Timers;
  readonly changes: Changes;
}

/** Records what is in a store until the signal aborts, as the only process that does so. */
export async function runQueue(run: QueueRun): Promise<RecordSummary> {
  const counts = { recorded: 0, present: 0, rejected: 0 };
  const { timers, signal, onPause } = run;
  await runLeased({
    ...run,
    work: async (client, lease) => {
      for (let attempts = 1; !signal.aborted; attempts += 1) {
        const pass = new QueuePass(run, lease, counts);
        try {
          await pass.record(client);
        } catch (error) {
          if (signal.aborted) return;
          if (isReopening(error) || !(error instanceof KonttiError) || error.code === 'OPTIONS_INVALID') {
            throw error;
          }
          attempts = pass.hasSettled ? 1 : attempts;
          onPause(error);
          await timers.delay(outboxDelayMs(attempts, timers), signal);
        }
      }
    },
  });
  return counts;
}

/** One pass over the rows that wait, from the first one on: what an earlier pass recorded and could not write down is found again. */
class QueuePass {
  hasSettled = false;
  readonly #run: QueueRun;
  readonly #lease: QueueLease;
  readonly #counts: Record<keyof RecordSummary, number>;
  #done: number[] = [];
  #rejected: RejectedRow[] = [];

  constructor(run: QueueRun, lease: QueueLease, counts: Record<keyof RecordSummary, number>) {
    this.#run = run;
    this.#lease = lease;
    this.#counts = counts;
  }

  async record(client: KonttiClient): Promise<void> {
    const { signerOf, readingsMax, bytesMax, ageMs, aheadMs, jumpMs, signal } = this.#run;
    const options = Object.entries({ readingsMax, bytesMax, ageMs, aheadMs, jumpMs });
    try {
      await recordReadings<QueuedRow>({
        ...{ client, signerOf, signal, rows: this.#rows() },
        ...Object.fromEntries(options.filter(([, value]) => value !== undefined)),
        toReading: ({ row }) => parseRow(row),
        onOutcome: (outcome) => this.#note(outcome),
      });
    } finally {
      await this.#settle();
    }
  }

  async *#rows(): AsyncGenerator<QueuedRow, void, undefined> {
    const { changes, timers, signal } = this.#run;
    let after = 0;
    while (!signal.aborted) {
      const since = changes.count();
      const rows = await this.#lease.list({ after, limit: QUEUE_PAGE_ROWS });
      yield* rows;
      after = rows.at(-1)?.sequence ?? after;
      if (rows.length === 0) {
        await this.#settle();
        await changes.next({ since, timers, timeoutMs: OUTBOX_POLL_MS, signal });
      }
    }
  }

  async #note(outcome: RowsOutcome<QueuedRow>): Promise<void> {
    this.#counts[outcome.status] += outcome.rows.length;
    if (outcome.status === 'rejected') {
      const reason = errorToReason(outcome.error);
      const rejectedMs = this.#run.timers.nowMs();
      this.#rejected.push(...outcome.rows.map((row) => ({ ...row, reason, rejectedMs })));
    } else {
      this.#done.push(...outcome.rows.map(({ sequence }) => sequence));
    }
    if (outcome.status === 'recorded' || this.#done.length + this.#rejected.length >= QUEUE_PAGE_ROWS) {
      await this.#settle();
    }
  }

  async #settle(): Promise<void> {
    const progress = { done: this.#done, rejected: this.#rejected };
    if (progress.done.length + progress.rejected.length === 0) return;
    this.#done = [];
    this.#rejected = [];
    await this.#lease.settle(progress);
    this.hasSettled = true;
  }
}

/** Times are text in JSON, as `ReadingRow` has them. */
function parseRow(text: string): ReadingRow {
  try {
    return JSON.parse(text) as ReadingRow;
  } catch (cause) {
    throw createError('ROW_UNREADABLE', { cause });
  }
}
