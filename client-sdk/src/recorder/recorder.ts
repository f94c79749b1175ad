import { LIMITS } from '@kontti/model';
import { createError } from '../errors';
import type { KonttiError } from '../errors';
import { onAbort } from '../gateway/abort';
import {
  CLOCK_JUMP_MS,
  GROUPS_IN_FLIGHT_MAX,
  RECORDER_ATTEMPTS_MAX,
  RECORDER_DELAY_MS,
  RECORDER_DELAY_MS_MAX,
  RECORDER_ROWS_MAX,
  ROW_AHEAD_MS_MAX,
} from '../limits';
import type { OperationContext } from '../operation';
import { startLine } from '../reading/group-line';
import type { GroupLine } from '../reading/group-line';
import type { GroupOutcome } from '../reading/group-outcome';
import { AgeTimer } from './age-timer';
import { BatchQueue } from './batch-queue';
import type { QueuedBatch } from './batch-queue';
import type { RecordOptions, RecordSummary } from './record-options';
import { RowIntake } from './row-intake';
import { RowSource } from './row-source';

/** Faults after which a device goes on from where the ledger's batches end; others are of the batch itself. */
const RESUMING: ReadonlySet<string> = new Set(['ALREADY_EXISTS', 'BATCH_SEQUENCE']);

/** Takes rows, and brings each of them to the ledger or back to the caller. */
export class Recorder<R> {
  readonly #context: OperationContext;
  readonly #signal: AbortSignal | undefined;
  readonly #source: RowSource<R>;
  readonly #queue = new BatchQueue<R>();
  readonly #intake: RowIntake<R>;
  readonly #timer: AgeTimer;
  /** The first batch of a device that was not recorded, and why. */
  readonly #failed = new Map<string, QueuedBatch<R> & { readonly error: KonttiError }>();
  #groups: GroupLine;

  constructor(context: OperationContext, options: RecordOptions<R>) {
    this.#context = context;
    this.#signal = options.signal;
    this.#source = new RowSource(options.rows);
    const { timers } = context.session;
    this.#timer = new AgeTimer({ timers, ageMs: options.ageMs, onDue: () => this.#source.wake() });
    this.#intake = new RowIntake(context, this.#queue, {
      ...options,
      readingsMax: options.readingsMax ?? LIMITS.batchReadingsMax,
      bytesMax: options.bytesMax ?? LIMITS.batchBytesMax,
      aheadMs: options.aheadMs ?? ROW_AHEAD_MS_MAX,
      jumpMs: options.jumpMs ?? CLOCK_JUMP_MS,
    });
    this.#groups = startLine(context, {});
  }

  /** @throws CANCELLED, SOURCE_FAILED, and faults that every row would meet */
  async run(): Promise<RecordSummary> {
    const forget = this.#signal && onAbort(this.#signal, () => this.#source.wake());
    try {
      while (!(await this.#step())) {
        // One step more.
      }
      this.#source.throwFailure();
      return this.#intake.summary();
    } finally {
      forget?.();
      this.#timer.stop();
      this.#source.close();
      await Promise.all(this.#groups.running);
    }
  }

  /** True once there is nothing left to do. */
  async #step(): Promise<boolean> {
    await this.#settle(this.#groups.takeOutcomes());
    if (this.#failed.size > 0 || this.#groups.stopped() !== undefined) {
      await this.#recover();
      return false;
    }
    if (this.#signal?.aborted === true) {
      await this.#drain();
      throw createError('CANCELLED');
    }
    const { isOver } = this.#source;
    const isFull = this.#intake.rowsHeld >= RECORDER_ROWS_MAX;
    await this.#flush({ isOver, isFull });
    const isBusy = this.#groups.running.size >= GROUPS_IN_FLIGHT_MAX;
    const isDue = isOver || isFull || this.#timer.isDue || this.#queue.isFull;
    if (!isBusy && isDue && !this.#queue.isEmpty) {
      this.#startGroup();
      return false;
    }
    if (isOver && this.#groups.running.size === 0) {
      // Groups that ended while `onOutcome` ran for earlier ones.
      const late = this.#groups.takeOutcomes();
      await this.#settle(late);
      return late.length === 0;
    }
    if (isOver || isFull || this.#queue.isFull) {
      await this.#source.sleep();
      return false;
    }
    await this.#source.wait();
    const row = this.#source.take();
    if (row !== undefined) {
      await this.#intake.take(row.value);
      this.#watch();
    }
    return false;
  }

  /** What is due already is sent as soon as a group is through: there is nothing to wait for but that. */
  #watch(): void {
    this.#timer.watch(this.#intake.oldestMs(), this.#timer.isDue ? undefined : this.#queue.oldestMs());
  }

  /** Signs what has waited long enough. */
  async #flush({ isOver, isFull }: { readonly isOver: boolean; readonly isFull: boolean }): Promise<void> {
    if (isOver) {
      await this.#intake.flush(() => true);
    } else if (isFull && this.#queue.isEmpty && this.#groups.running.size === 0) {
      const oldestMs = this.#intake.oldestMs();
      await this.#intake.flush((sinceMs) => sinceMs === oldestMs);
    } else if (this.#timer.takeDue()) {
      await this.#intake.flush((sinceMs) => this.#timer.isOld(sinceMs));
    }
    if (this.#queue.isEmpty) this.#timer.isDue = false;
    this.#watch();
  }

  #startGroup(): void {
    const before = new Set(this.#groups.running);
    this.#groups.start(this.#queue.takeGroup());
    for (const group of this.#groups.running) {
      if (!before.has(group)) void group.then(() => this.#source.wake());
    }
  }

  async #settle(outcomes: readonly GroupOutcome[]): Promise<void> {
    for (const outcome of outcomes) {
      for (const { index } of outcome.batches) {
        const batch = this.#queue.settle(index);
        if (batch === undefined) continue;
        if (outcome.status === 'stored') {
          await this.#intake.recorded(batch, outcome);
        } else {
          this.#fail(batch, outcome.error, index);
        }
      }
    }
  }

  /** Remembers of each device why it failed first, and which of its batches is at fault. */
  #fail(batch: QueuedBatch<R>, error: KonttiError, index: number): void {
    const { deviceId } = batch.line;
    const earlier = this.#failed.get(deviceId);
    if (earlier === undefined || (earlier.error === error && error.details['index'] === index)) {
      this.#failed.set(deviceId, { ...batch, error });
    }
  }

  /** Has the devices go on whose batches were not recorded: each from where the ledger's batches end. */
  async #recover(): Promise<void> {
    await this.#drain();
    const stopped = this.#groups.stopped();
    if (stopped !== undefined) throw stopped;
    this.#groups = startLine(this.#context, {});
    const failed = [...this.#failed.values()];
    this.#failed.clear();
    const isOwn = ({ line, error }: (typeof failed)[number]): boolean =>
      error.details['deviceId'] === line.deviceId && !RESUMING.has(error.code);
    const isOfOther = ({ error }: (typeof failed)[number]): boolean =>
      error.details['deviceId'] !== undefined && !RESUMING.has(error.code);
    await this.#pause(failed.filter((each) => !isOwn(each) && !isOfOther(each)));
    for (const each of failed) {
      const { line, signed, error } = each;
      await this.#intake.resume(line, isOwn(each) ? { refused: signed, error } : undefined);
    }
  }

  /** @throws the error with which a device was tried too often */
  async #pause(failed: readonly (QueuedBatch<R> & { readonly error: KonttiError })[]): Promise<void> {
    const attempts = failed.map(({ line, error }) => {
      line.attempts += 1;
      if (line.attempts > RECORDER_ATTEMPTS_MAX) throw error;
      return line.attempts;
    });
    if (attempts.length === 0) return;
    const { timers } = this.#context.session;
    const wholeMs = Math.min(RECORDER_DELAY_MS * 2 ** (Math.max(...attempts) - 1), RECORDER_DELAY_MS_MAX);
    await timers.delay(Math.ceil(wholeMs * (0.5 + timers.random() / 2)), this.#signal);
  }

  /** Waits for what is on its way. */
  async #drain(): Promise<void> {
    while (this.#groups.running.size > 0) {
      await Promise.race(this.#groups.running);
      await this.#settle(this.#groups.takeOutcomes());
    }
    await this.#settle(this.#groups.takeOutcomes());
  }
}
