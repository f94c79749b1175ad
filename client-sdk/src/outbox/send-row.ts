import { createError } from '../errors';
import type { KonttiError } from '../errors';
import { startBounds } from '../gateway/call-options';
import type { Committed, Journal } from '../gateway/journal';
import { resume } from '../gateway/resume';
import type { Timers } from '../gateway/timers';
import { OUTBOX_DELAY_MS, OUTBOX_DELAY_MS_MAX } from '../limits';
import type { OperationContext } from '../operation';
import { toKonttiError } from '../to-kontti-error';
import { errorToReason } from './entry';
import { callOperation } from './operations';
import { openRequest } from './payload';
import type { OutboxRow, RowChange, RowProgress } from './store';
import { toVerdict } from './verdict';

/** What one try of a row is made with. */
export interface RowSending {
  readonly context: OperationContext;
  readonly encryptionKey: Uint8Array | undefined;
  /** Ends the try; the row stays as it is. */
  readonly signal: AbortSignal;
  readonly write: (change: RowChange) => Promise<boolean>;
}

/** How a try ended: `pause` when no other row would get further either. */
type SendResult =
  | { readonly end: 'committed' | 'left' | 'changed'; readonly row: OutboxRow }
  | { readonly end: 'pause'; readonly row: OutboxRow; readonly reason: KonttiError };

/** Pause after a number of tries: doubled each time, bounded, anything from a half to the whole of it. */
export function outboxDelayMs(attempts: number, timers: Pick<Timers, 'random'>): number {
  const wholeMs = Math.min(OUTBOX_DELAY_MS * 2 ** (attempts - 1), OUTBOX_DELAY_MS_MAX);
  return Math.ceil(wholeMs * (0.5 + timers.random() / 2));
}

/**
 * Tries a row once. What was signed before is brought to its outcome first, by the same bytes; only what the ledger holds as invalid, or
 * what was never sent, is proposed.
 */
export async function sendRow(sending: RowSending, row: OutboxRow): Promise<SendResult> {
  const tried = new TriedRow(sending, row);
  try {
    await tried.send();
    return { end: 'committed', row: tried.row };
  } catch (error) {
    // What is on the ledger remains there, also where its answer cannot be read.
    const isCommitted = tried.row.progress.state === 'committed';
    return isCommitted ? { end: 'committed', row: tried.row } : tried.end(toKonttiError(error));
  }
}

class TriedRow {
  row: OutboxRow;
  readonly #sending: RowSending;
  /** True from the moment on in which this try may have sent something. */
  #isKept = false;
  #isResumed = false;

  constructor(sending: RowSending, row: OutboxRow) {
    this.#sending = sending;
    this.row = row;
  }

  async send(): Promise<void> {
    const { context, signal, encryptionKey } = this.#sending;
    const { envelope, request } = this.row.progress;
    if (envelope !== undefined) {
      this.#isResumed = true;
      const bounds = startBounds({ signal }, context.session.timers.nowMs());
      await this.#settle(await resume(context.session, { bytes: envelope, bounds }));
      return;
    }
    const journal: Journal = {
      keep: async ({ transactionId, bytes }) => {
        await this.#advance({ state: 'sent', transactionId, envelope: bytes });
        this.#isKept = true;
      },
      settle: (committed) => this.#settle(committed),
    };
    const { id, operation } = this.row;
    const content = openRequest({ id, request: request ?? new Uint8Array() }, encryptionKey);
    await callOperation({ ...context, journal }, { operation, request: content, options: { signal } });
  }

  /** Writes down why the row did not commit, and how it goes on. */
  async end(error: KonttiError): Promise<SendResult> {
    if (error.code === 'ROW_CHANGED') {
      return { end: 'changed', row: this.row };
    }
    if (error.code.startsWith('STORE_') && error.code !== 'STORE_KEY_WRONG') {
      return { end: 'pause', row: this.row, reason: error };
    }
    if (this.#sending.signal.aborted) {
      return { end: 'left', row: this.row };
    }
    try {
      return await this.#leave(error);
    } catch (failure) {
      return this.end(toKonttiError(failure));
    }
  }

  async #leave(error: KonttiError): Promise<SendResult> {
    const { timers } = this.#sending.context.session;
    const attempts = this.row.progress.attempts + 1;
    const isOpen = this.#isOutcomeOpen(error);
    const verdict = toVerdict(error, { operation: this.row.operation, attempts });
    const isPause = verdict === 'pause';
    const isFinal = !isOpen && (verdict === 'failed' || verdict === 'unsigned');
    await this.#advance({
      state: isOpen ? 'sent' : isFinal ? verdict : 'waiting',
      ...(isOpen ? {} : { transactionId: undefined, envelope: undefined }),
      attempts: isPause ? this.row.progress.attempts : attempts,
      dueMs: isPause || isFinal ? 0 : timers.nowMs() + outboxDelayMs(attempts, timers),
      reason: errorToReason(error),
    });
    const { row } = this;
    return isPause ? { end: 'pause', row, reason: error } : { end: 'left', row };
  }

  /** True unless it is certain that nothing that was signed for the row will ever be valid. */
  #isOutcomeOpen({ stage, code }: KonttiError): boolean {
    if (this.#isResumed) {
      return stage !== 'commit';
    }
    // The orderers' refusal of a first send; a proposal that follows an invalid code; an invalid code.
    const isRefused = stage === 'submit' && code !== 'RESULT_MALFORMED';
    return this.#isKept && !(isRefused || stage === 'endorse' || stage === 'commit');
  }

  async #settle({ transactionId, blockNumber, result }: Committed): Promise<void> {
    const block = blockNumber.toString();
    const outcome = JSON.stringify({ transactionId, block, result: Buffer.from(result).toString('utf8') });
    const done = { request: undefined, envelope: undefined, reason: undefined };
    await this.#advance({ ...done, state: 'committed', transactionId, outcome });
  }

  /** @throws ROW_CHANGED when somebody else changed the row */
  async #advance(change: Partial<RowProgress>): Promise<void> {
    const { sequence, revision } = this.row;
    const changedMs = this.#sending.context.session.timers.nowMs();
    const progress = { ...this.row.progress, ...change, changedMs };
    if (!(await this.#sending.write({ sequence, revision, progress }))) {
      throw createError('ROW_CHANGED', { details: { id: this.row.id } });
    }
    this.row = { ...this.row, progress, revision: revision + 1 };
  }
}
