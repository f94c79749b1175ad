import type { KonttiClient } from '../client';
import type { KonttiError } from '../errors';
import { SYSTEM_TIMERS, TIMERS } from '../gateway/timers';
import type { Timers } from '../gateway/timers';
import { OUTBOX_PAGE_SIZE, QUEUE_AGE_MS, QUEUE_ROWS_MAX, TIMEOUT_MS_MAX } from '../limits';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { abortSignal, callback, listOf, nested, object, required, wholeNumber } from '../options/rules';
import { createChanges } from '../outbox/changes';
import type { Changes } from '../outbox/changes';
import { errorToReason } from '../outbox/entry';
import type { OutboxReason } from '../outbox/entry';
import { createWriteQueue } from '../outbox/write-queue';
import { withTypedErrors } from '../typed-errors';
import type { QueueStore } from './queue-store';
import { runQueue } from './queue-run';
import type { ReadingRow } from './reading-row';
import type { RecordOptions, RecordSummary } from './record-options';

/** Where a queue keeps its rows, and how they are recorded. */
export interface QueueOptions extends Pick<
  RecordOptions<ReadingRow>,
  'signerOf' | 'readingsMax' | 'bytesMax' | 'ageMs' | 'aheadMs' | 'jumpMs'
> {
  /** e.g. of `@kontti/store`. The queue closes it. */
  readonly store: QueueStore;
  /** Time and chance; the process's own unless given. */
  readonly timers?: Timers;
}

/** How rows of a queue are recorded. */
export interface QueueRunOptions {
  /** Makes the client that records; it is called again, after a pause, when it fails, and when the client was closed. */
  readonly connect: () => Promise<KonttiClient>;
  /** Ends the recording; rows that are not on the ledger stay. */
  readonly signal?: AbortSignal;
  /** Called when no row gets further, with the reason. */
  readonly onPause?: (reason: KonttiError) => void;
}

/** A row that was rejected. */
export interface RejectedEntry {
  /** Names it for `retry` and `drop`. */
  readonly sequence: number;
  /** The row as it was added; a text where it could not be read. */
  readonly row: unknown;
  /** Why it was rejected. */
  readonly reason: OutboxReason;
  /** When it was rejected. */
  readonly rejectedAt: Date;
}

/**
 * Readings on disk before they are acknowledged to whoever sent them, and on the ledger once, however often the process ends. One process records at
 * a time; any number may add.
 */
export interface ReadingQueue extends AsyncDisposable {
  /**
   * Adds rows, all or none, and resolves once they are on disk: from then on they are not lost. Needs no connection.
   * @example await queue.add([{ deviceId: 'Org1MSP/D-1', shipmentId: 'Org1MSP/S-1', at: new Date(), temperatureMilliC: 4_000 }]);
   * @throws OPTIONS_INVALID, STORE_BUSY, STORE_FAILED
   */
  add(rows: readonly ReadingRow[]): Promise<void>;
  /**
   * Keeps something that could not be read among the rejected rows, and resolves once it is on disk.
   * @example await queue.reject([{ row: 'no reading', error }]);
   * @throws STORE_BUSY, STORE_FAILED
   */
  reject(
    rows: readonly {
      /** What could not be read, of any form that JSON can carry. */
      readonly row: unknown;
      /** Why it could not be read. */
      readonly error: KonttiError;
    }[],
  ): Promise<void>;
  /**
   * Records what is in the store until the signal aborts or the queue is closed; returns how many rows became what.
   * @example const recording = queue.run({ connect: () => connect(options), onPause: ({ message }) => console.warn(message) });
   * @throws OPTIONS_INVALID
   */
  run(options: QueueRunOptions): Promise<RecordSummary>;
  /**
   * Yields the rows that were rejected, each with the reason.
   * @example for await (const { sequence, reason } of queue.rejected()) console.log(sequence, reason.code);
   * @throws STORE_BUSY, STORE_FAILED
   */
  rejected(): AsyncGenerator<RejectedEntry, void, undefined>;
  /**
   * Takes up rejected rows again, behind the others; returns how many there were.
   * @example await queue.retry([4_711]);
   * @throws STORE_BUSY, STORE_FAILED
   */
  retry(sequences: readonly number[]): Promise<number>;
  /**
   * Removes rejected rows; returns how many there were.
   * @example await queue.drop([4_711]);
   * @throws STORE_BUSY, STORE_FAILED
   */
  drop(sequences: readonly number[]): Promise<number>;
  /**
   * Returns how many rows wait, and how many were rejected.
   * @example const { waiting, rejected } = await queue.count();
   * @throws STORE_BUSY, STORE_FAILED
   */
  count(): Promise<{
    /** Rows that are still to be recorded. */
    readonly waiting: number;
    /** Rows that were rejected and wait for a decision. */
    readonly rejected: number;
  }>;
  /**
   * Ends the recording, and closes the store. Rows stay as they are.
   * @example await queue.close();
   */
  close(): Promise<void>;
}

const rowList = listOf(object, { min: 1, max: QUEUE_ROWS_MAX });
const sequenceList = listOf(wholeNumber(1, Number.MAX_SAFE_INTEGER), { min: 1, max: QUEUE_ROWS_MAX });

const QUEUE_OPTIONS: OptionRules<QueueOptions> = {
  store: required(object),
  signerOf: required(callback),
  readingsMax: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  bytesMax: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  ageMs: wholeNumber(1, TIMEOUT_MS_MAX),
  aheadMs: wholeNumber(0, TIMEOUT_MS_MAX),
  jumpMs: wholeNumber(1, TIMEOUT_MS_MAX),
  timers: nested(TIMERS),
};

const RUN_OPTIONS: OptionRules<QueueRunOptions> = {
  connect: required(callback),
  signal: abortSignal,
  onPause: callback,
};

/**
 * Opens a queue of readings over a store.
 * @example
 * await using queue = openReadingQueue({ store: await openSqliteQueue({ file: 'readings.db' }), signerOf });
 * @throws OPTIONS_INVALID
 */
export function openReadingQueue(options: QueueOptions): ReadingQueue {
  checkOptions<QueueOptions>(QUEUE_OPTIONS, options);
  const queue = new StoredQueue(options);
  const typed = withTypedErrors({
    add: (rows: readonly ReadingRow[]) => queue.add(rows),
    reject: (rows: Parameters<ReadingQueue['reject']>[0]) => queue.reject(rows),
    run: (run: QueueRunOptions) => queue.run(run),
    rejected: () => queue.rejected(),
    retry: (sequences: readonly number[]) => queue.takeRejected(sequences, 'waiting'),
    drop: (sequences: readonly number[]) => queue.takeRejected(sequences, 'removed'),
    count: () => options.store.count(),
    close: () => queue.close(),
  });
  return { ...typed, [Symbol.asyncDispose]: typed.close };
}

class StoredQueue {
  readonly #options: QueueOptions;
  readonly #timers: Timers;
  readonly #changes: Changes = createChanges();
  readonly #closing = new AbortController();
  readonly #runs = new Set<Promise<unknown>>();
  readonly #addRows: (rows: readonly string[]) => Promise<undefined>;

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#timers = options.timers ?? SYSTEM_TIMERS;
    // What comes while a write is under way is written together: one fsync for all of it.
    this.#addRows = createWriteQueue(async (lists: readonly (readonly string[])[]) => {
      await options.store.add(lists.flat());
      return lists.map(() => undefined);
    });
  }

  async add(rows: readonly ReadingRow[]): Promise<void> {
    rowList.check(rows, 'rows');
    await this.#addRows(rows.map((row) => JSON.stringify(row)));
    this.#changes.changed();
  }

  async reject(rows: Parameters<ReadingQueue['reject']>[0]): Promise<void> {
    rowList.check(rows, 'rows');
    const rejectedMs = this.#timers.nowMs();
    await this.#options.store.addRejected(
      rows.map(({ row, error }) => ({ row: JSON.stringify(row), reason: errorToReason(error), rejectedMs })),
    );
  }

  async run(options: QueueRunOptions): Promise<RecordSummary> {
    checkOptions<QueueRunOptions>(RUN_OPTIONS, options);
    const { connect, signal, onPause = () => undefined } = options;
    const ends = signal === undefined ? [this.#closing.signal] : [this.#closing.signal, signal];
    const { timers: _, ageMs = QUEUE_AGE_MS, ...recording } = this.#options;
    const running = runQueue({
      ...{ ...recording, ageMs, connect, onPause, signal: AbortSignal.any(ends) },
      ...{ timers: this.#timers, changes: this.#changes },
    });
    this.#runs.add(running);
    try {
      return await running;
    } finally {
      this.#runs.delete(running);
    }
  }

  async *rejected(): AsyncGenerator<RejectedEntry, void, undefined> {
    let after = 0;
    for (;;) {
      const rows = await this.#options.store.rejected({ after, limit: OUTBOX_PAGE_SIZE });
      for (const { sequence, row, reason, rejectedMs } of rows) {
        yield {
          ...{ sequence, row: JSON.parse(row), reason: JSON.parse(reason) as OutboxReason },
          rejectedAt: new Date(rejectedMs),
        };
      }
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.sequence;
    }
  }

  async takeRejected(sequences: readonly number[], to: 'waiting' | 'removed'): Promise<number> {
    sequenceList.check(sequences, 'sequences');
    const taken = await this.#options.store.takeRejected(sequences, to);
    this.#changes.changed();
    return taken;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#runs);
    await this.#options.store.close();
  }
}
