import { createError } from '../errors';
import { SYSTEM_TIMERS } from '../gateway/timers';
import { OUTBOX_KEPT_MS, OUTBOX_PAGE_SIZE, OUTBOX_POLL_MS } from '../limits';
import { checkOptions } from '../options/check-options';
import { requireTime, startBounds } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { withTypedErrors } from '../typed-errors';
import { createChanges } from './changes';
import { rowToEntry } from './entry';
import type { OutboxEntry } from './entry';
import type { OutboxOperation } from './operations';
import { OUTBOX_OPTIONS, REPLACEMENT, ROW_OPTIONS, ROW_REFERENCE, RUN_OPTIONS } from './outbox-options';
import type { OutboxOptions, Replacement, RowReference } from './outbox-options';
import { prepareRow } from './prepare-row';
import type { RowOptions } from './prepare-row';
import { runOutbox } from './run';
import type { OutboxParts, RunOptions } from './run';
import type { NewRow, OutboxRow, OutboxState, RowProgress } from './store';
import { createWriteQueue } from './write-queue';

/**
 * What a company has to record, on disk before it is sent, and recorded once however often the process ends. One process sends at a time; any
 * number may add.
 */
export interface Outbox extends AsyncDisposable {
  /**
   * Adds a row, and resolves once it is on disk: from then on it is not lost. Needs no connection.
   * @example
   * await outbox.add({ id: 'order-4711', key: 'Org1MSP/S-1', operation: 'shipments.consign', request: consignment });
   * @throws ID_REUSED, OPTIONS_INVALID, STORE_BUSY, STORE_FAILED, and the model's codes for a wrong request
   */
  add<O extends OutboxOperation>(row: RowOptions<O>): Promise<OutboxEntry>;
  /**
   * Returns a row; `undefined` where there is none.
   * @example const state = (await outbox.get({ id: 'order-4711' }))?.state;
   * @throws STORE_BUSY, STORE_FAILED
   */
  get(row: RowReference): Promise<OutboxEntry | undefined>;
  /**
   * Resolves once a row is on the ledger or somebody has to look at it: `committed`, `failed` or `unsigned`.
   * @example const { state, outcome } = await outbox.settled({ id: 'order-4711' }, { timeoutMs: 60_000 });
   * @throws ROW_NOT_FOUND, TIMED_OUT, CANCELLED, STORE_BUSY, STORE_FAILED
   */
  settled(row: RowReference, options?: CallOptions): Promise<OutboxEntry>;
  /**
   * Yields the rows that wait or were sent, in the order in which they were added, each with the reason where it met one.
   * @example for await (const { id, reason } of outbox.pending()) console.log(id, reason?.code);
   * @throws STORE_BUSY, STORE_FAILED
   */
  pending(): AsyncGenerator<OutboxEntry, void, undefined>;
  /**
   * Yields the rows that somebody has to look at: `failed` and `unsigned`. Later rows of their keys wait behind them.
   * @example for await (const { id, reason } of outbox.failed()) console.log(id, reason?.message, reason?.remedy);
   * @throws STORE_BUSY, STORE_FAILED
   */
  failed(): AsyncGenerator<OutboxEntry, void, undefined>;
  /**
   * Returns the number of rows in each state.
   * @example const { waiting, sent, failed } = await outbox.count();
   * @throws STORE_BUSY, STORE_FAILED
   */
  count(): Promise<Readonly<Record<OutboxState, number>>>;
  /**
   * Takes up a row again that failed. A row whose outcome is unknown, and whose old bytes the orderers refuse for ever (its certificate
   * expired), is proposed anew: the contracts recognise what was recorded before by its reference.
   * @example await outbox.retry({ id: 'order-4711' });
   * @throws ROW_NOT_FOUND, ROW_STATE, ROW_CHANGED, STORE_BUSY, STORE_FAILED
   */
  retry(row: RowReference): Promise<OutboxEntry>;
  /**
   * Removes a row that was not sent; the next row of its key follows.
   * @example await outbox.drop({ id: 'order-4711' });
   * @throws ROW_NOT_FOUND, ROW_STATE, ROW_CHANGED, STORE_BUSY, STORE_FAILED
   */
  drop(row: RowReference): Promise<void>;
  /**
   * Gives another request to a row that was refused, e.g. an order that its holder signed over lots that are not spent, and takes it up again.
   * @example
   * const request = wallet.signTransfer({ programme, ref: 'gift-1', inputs: selectLots({ lots, amount, at }), amount, to });
   * await outbox.replace({ id: 'gift-1', operation: 'loyalty.transfer', request });
   * @throws ROW_NOT_FOUND, ROW_STATE, ROW_CHANGED, STORE_BUSY, STORE_FAILED, and the model's codes for a wrong request
   */
  replace<O extends OutboxOperation>(replacement: Replacement<O>): Promise<OutboxEntry>;
  /**
   * Sends what is in the store until the signal aborts or the outbox is closed. While another process sends, it waits until that one ends.
   * @example const sending = outbox.run({ connect: () => connect(options), onPause: ({ message }) => console.warn(message) });
   */
  run(options: RunOptions): Promise<void>;
  /**
   * Ends the sending, and closes the store. Rows stay as they are.
   * @example await outbox.close();
   */
  close(): Promise<void>;
}

/**
 * Opens an outbox over a store.
 * @example
 * await using outbox = openOutbox({ store: await openSqliteOutbox({ file: 'outbox.db' }) });
 * @throws OPTIONS_INVALID
 */
export function openOutbox(options: OutboxOptions): Outbox {
  checkOptions<OutboxOptions>(OUTBOX_OPTIONS, options);
  const { store, encryptionKey, timers = SYSTEM_TIMERS, keptMs = OUTBOX_KEPT_MS } = options;
  const outbox = new StoredOutbox({ store, encryptionKey, timers, keptMs, changes: createChanges() });
  const typed = withTypedErrors({
    add: <O extends OutboxOperation>(row: RowOptions<O>) => outbox.add(row as unknown as RowOptions),
    get: (row: RowReference) => outbox.get(row),
    settled: (row: RowReference, call?: CallOptions) => outbox.settled(row, call),
    pending: () => outbox.list(['waiting', 'sent']),
    failed: () => outbox.list(['failed', 'unsigned']),
    count: () => store.count(),
    retry: (row: RowReference) => outbox.retry(row),
    drop: (row: RowReference) => outbox.drop(row),
    replace: <O extends OutboxOperation>(row: Replacement<O>) =>
      outbox.replace(row as unknown as Replacement),
    run: (run: RunOptions) => outbox.run(run),
    close: () => outbox.close(),
  });
  return { ...typed, [Symbol.asyncDispose]: typed.close };
}

class StoredOutbox {
  readonly #parts: OutboxParts;
  readonly #closing = new AbortController();
  readonly #runs = new Set<Promise<void>>();

  readonly #addRow: (row: NewRow) => Promise<OutboxRow>;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#addRow = createWriteQueue((rows: readonly NewRow[]) => parts.store.add(rows));
  }

  async add(options: RowOptions): Promise<OutboxEntry> {
    checkOptions<RowOptions>(ROW_OPTIONS, options);
    const prepared = await prepareRow(this.#parts, options);
    const row = await this.#addRow(prepared);
    if (row.digest !== prepared.digest) {
      throw createError('ID_REUSED', { details: { id: options.id } });
    }
    this.#parts.changes.changed();
    return rowToEntry(row);
  }

  async get(reference: RowReference): Promise<OutboxEntry | undefined> {
    checkOptions(ROW_REFERENCE, reference);
    const row = await this.#parts.store.find(reference.id);
    return row && rowToEntry(row);
  }

  async settled(reference: RowReference, options: CallOptions = {}): Promise<OutboxEntry> {
    const { timers, changes } = this.#parts;
    const bounds = startBounds(options, timers.nowMs());
    for (;;) {
      const since = changes.count();
      const { progress, ...row } = await this.#find(reference);
      if (progress.state !== 'waiting' && progress.state !== 'sent') {
        return rowToEntry({ ...row, progress });
      }
      requireTime(bounds, timers.nowMs());
      const timeoutMs = Math.min(OUTBOX_POLL_MS, bounds.deadlineMs - timers.nowMs());
      await changes.next({ since, timers, timeoutMs, signal: bounds.signal });
    }
  }

  async *list(states: readonly OutboxState[]): AsyncGenerator<OutboxEntry, void, undefined> {
    let after = 0;
    for (;;) {
      const rows = await this.#parts.store.list({ states, after, limit: OUTBOX_PAGE_SIZE });
      yield* rows.map(rowToEntry);
      const last = rows.at(-1);
      if (last === undefined) {
        return;
      }
      after = last.sequence;
    }
  }

  async retry(reference: RowReference): Promise<OutboxEntry> {
    const row = await this.#find(reference);
    const { state, envelope } = row.progress;
    if (state !== 'failed' && state !== 'unsigned' && envelope === undefined) {
      throw createError('ROW_STATE', { details: { id: row.id, state } });
    }
    return this.#change(row, { state: 'waiting', ...ANEW });
  }

  async drop(reference: RowReference): Promise<void> {
    const row = await this.#find(reference);
    const { state } = row.progress;
    if (state === 'sent' || state === 'committed') {
      throw createError('ROW_STATE', { details: { id: row.id, state } });
    }
    await this.#write(row, 'removed');
  }

  async replace(replacement: Replacement): Promise<OutboxEntry> {
    checkOptions<Replacement>(REPLACEMENT, replacement);
    const row = await this.#find({ id: replacement.id });
    const { id, key, operation } = row;
    const { state } = row.progress;
    if ((state !== 'failed' && state !== 'unsigned') || operation !== replacement.operation) {
      throw createError('ROW_STATE', { details: { id, state, operation } });
    }
    const { progress } = await prepareRow(this.#parts, { ...replacement, key });
    return this.#change(row, { ...ANEW, state: 'waiting', request: progress.request });
  }

  async run(options: RunOptions): Promise<void> {
    checkOptions<RunOptions>(RUN_OPTIONS, options);
    const { signal } = options;
    const ends = signal === undefined ? [this.#closing.signal] : [this.#closing.signal, signal];
    const running = runOutbox(this.#parts, options, AbortSignal.any(ends));
    this.#runs.add(running);
    try {
      await running;
    } finally {
      this.#runs.delete(running);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#runs);
    await this.#parts.store.close();
  }

  /** @throws ROW_NOT_FOUND */
  async #find(reference: RowReference): Promise<OutboxRow> {
    checkOptions(ROW_REFERENCE, reference);
    const row = await this.#parts.store.find(reference.id);
    if (row === undefined) {
      throw createError('ROW_NOT_FOUND', { details: { id: reference.id } });
    }
    return row;
  }

  async #change(row: OutboxRow, change: Partial<RowProgress>): Promise<OutboxEntry> {
    const progress = { ...row.progress, ...change, changedMs: this.#parts.timers.nowMs() };
    await this.#write(row, progress);
    return rowToEntry({ ...row, progress });
  }

  /** @throws ROW_CHANGED */
  async #write({ id, sequence, revision }: OutboxRow, progress: RowProgress | 'removed'): Promise<void> {
    const [isDone] = await this.#parts.store.write([{ sequence, revision, progress }]);
    if (isDone !== true) {
      throw createError('ROW_CHANGED', { details: { id } });
    }
    this.#parts.changes.changed();
  }
}

/** A row that is proposed as if for the first time. */
const ANEW = { transactionId: undefined, envelope: undefined, attempts: 0, dueMs: 0, reason: undefined };
