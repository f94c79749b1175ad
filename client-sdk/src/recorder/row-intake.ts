import { createError } from '../errors';
import type { KonttiError } from '../errors';
import type { OperationContext } from '../operation';
import { isSameSubject, subjectToHeader } from '../reading/batch-subject';
import type { StoredGroup } from '../reading/group-outcome';
import { toKonttiError } from '../to-kontti-error';
import type { BatchQueue, QueuedBatch } from './batch-queue';
import { lateReading } from './device-line';
import type { DeviceLine } from './device-line';
import { DeviceLines, isOfDevice } from './device-lines';
import { checkRow } from './reading-row';
import type { CheckedRow, ReadingRow } from './reading-row';
import type { RecordOptions, RecordSummary, RowsOutcome } from './record-options';
import { Refusals } from './refusals';
import { checkSubject, signRows } from './sign-rows';
import type { RowsContext, SignedRows } from './sign-rows';

type IntakeOptions<R> = Pick<RecordOptions<R>, 'toReading' | 'signerOf' | 'onOutcome'> & {
  readonly readingsMax: number;
  readonly bytesMax: number;
  readonly aheadMs: number;
  readonly jumpMs: number;
};

/** Judges rows, and makes signed batches of those that can be recorded. */
export class RowIntake<R> {
  readonly #context: OperationContext;
  readonly #queue: BatchQueue<R>;
  readonly #options: IntakeOptions<R>;
  readonly #lines: DeviceLines<R>;
  readonly #refusals: Refusals;
  /** Devices with rows that wait for their batch to be full, in the order in which they began to wait. */
  readonly #waiting = new Set<DeviceLine<R>>();
  readonly #counts = { recorded: 0, present: 0, rejected: 0 };
  /** Rows that were taken and of which the caller does not know yet what became. */
  rowsHeld = 0;

  constructor(context: OperationContext, queue: BatchQueue<R>, options: IntakeOptions<R>) {
    this.#context = context;
    this.#queue = queue;
    this.#options = options;
    this.#lines = new DeviceLines(context, options.signerOf);
    this.#refusals = new Refusals(() => context.session.timers.nowMs());
  }

  summary(): RecordSummary {
    return { ...this.#counts };
  }

  /** Since when the row waits that waits longest for its batch; `undefined` where none does. */
  oldestMs(): number | undefined {
    const [oldest] = this.#waiting;
    return oldest?.sinceMs;
  }

  /** Takes a row of the source. @throws faults that every row would meet */
  async take(source: R): Promise<void> {
    this.rowsHeld += 1;
    let row: CheckedRow<R>;
    let line: DeviceLine<R>;
    try {
      row = this.#check(source);
      const refusal = this.#refusals.find(row);
      if (refusal !== undefined) throw refusal;
    } catch (error) {
      return this.#reject([source], toKonttiError(error));
    }
    try {
      line = await this.#lines.of(row.deviceId);
    } catch (error) {
      if (!isOfDevice(error)) throw error;
      this.#refusals.add(error, row);
      return this.#reject([source], error);
    }
    try {
      if (!isSameSubject(line.checkedSubject, row.subject)) {
        checkSubject(this.#contextOf(row), row);
        line.checkedSubject = row.subject;
      }
      line.requireNext(row);
    } catch (error) {
      return this.#reject([source], toKonttiError(error));
    }
    await this.#place(line, row);
  }

  #check(source: R): CheckedRow<R> {
    const { toReading = (row: R) => row as ReadingRow, aheadMs } = this.#options;
    const nowMs = this.#context.session.timers.nowMs();
    return checkRow(toReading(source), { source, nowMs, aheadMs });
  }

  /** A row whose clock may have jumped waits for the next one, which shows it. */
  async #place(line: DeviceLine<R>, row: CheckedRow<R>): Promise<void> {
    const { held } = line;
    line.held = undefined;
    if (held !== undefined && row.values.at >= held.values.at) {
      await this.#accept(line, held);
      try {
        line.requireNext(row);
      } catch (error) {
        return this.#reject([row.source], toKonttiError(error));
      }
    } else if (held !== undefined) {
      await this.#reject([held.source], createError('CLOCK_JUMPED', { details: { deviceId: row.deviceId } }));
    }
    if (line.isJump(row, this.#options.jumpMs)) {
      line.held = row;
      this.#wait(line);
      return;
    }
    await this.#accept(line, row);
  }

  async #accept(line: DeviceLine<R>, row: CheckedRow<R>): Promise<void> {
    line.passed(row);
    const again: CheckedRow<R>[] = [];
    await this.#findRecorded(line, row, again);
    if (again.length === 0) return;
    if (line.growing !== undefined && !isSameSubject(line.growing.subject, row.subject)) {
      await this.#flushGrowing(line);
    }
    this.#wait(line);
    line.growing ??= { subject: row.subject, rows: [] };
    line.growing.rows.push(row);
    if (line.growing.rows.length >= this.#options.readingsMax) {
      await this.#flushGrowing(line);
    }
  }

  #wait(line: DeviceLine<R>): void {
    if (!this.#waiting.has(line)) {
      line.sinceMs = this.#context.session.timers.nowMs();
      this.#waiting.add(line);
    }
  }

  /** Signs the rows of devices whose rows wait since a time that is due. */
  async flush(isDue: (sinceMs: number) => boolean): Promise<void> {
    for (const line of this.#waiting) {
      if (!isDue(line.sinceMs)) continue;
      const { held } = line;
      line.held = undefined;
      if (held !== undefined) await this.#accept(line, held);
      await this.#flushGrowing(line);
      this.#waiting.delete(line);
    }
  }

  async #flushGrowing(line: DeviceLine<R>): Promise<void> {
    const rows = line.growing?.rows ?? [];
    line.growing = undefined;
    if (line.held === undefined) this.#waiting.delete(line);
    await this.#sign(line, rows);
  }

  async #sign(line: DeviceLine<R>, rows: readonly CheckedRow<R>[]): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const { sign, state } = line;
    const { bytesMax } = this.#options;
    const batches = await signRows(rows, { context: this.#contextOf(first), state, sign, bytesMax });
    line.state = batches.state;
    for (const signed of batches.signed) {
      line.unsettled.push(signed);
      this.#queue.add(line, signed, line.sinceMs);
    }
  }

  #contextOf({ deviceId, subject }: CheckedRow<R>): RowsContext {
    const { channelName: channel, chaincodeName: chaincode } = this.#context.session;
    return { channel, chaincode, device: deviceId, ...subjectToHeader(subject) };
  }

  /** A batch is on the ledger. */
  async recorded({ line, signed }: QueuedBatch<R>, stored: StoredGroup): Promise<void> {
    line.unsettled = line.unsettled.filter((each) => each !== signed);
    line.attempts = 0;
    const { transactionId, block } = stored;
    const { rows, firstSequence } = signed;
    await this.#report({
      status: 'recorded',
      rows: rows.map(({ source }) => source),
      ...{ deviceId: line.deviceId, firstSequence, transactionId, block },
    });
  }

  /**
   * Signs anew what is not known to be recorded of a device, from where the ledger's batches end; rows that are there after all are found
   * again. A batch that was refused is left out.
   */
  async resume(
    line: DeviceLine<R>,
    left: { readonly refused: SignedRows<R>; readonly error: KonttiError } | undefined,
  ): Promise<void> {
    const { unsettled, growing } = line;
    line.unsettled = [];
    line.growing = undefined;
    if (line.held === undefined) this.#waiting.delete(line);
    this.#queue.removeOf(line);
    if (left !== undefined) {
      const { refused, error } = left;
      const [first] = refused.rows;
      if (first !== undefined) this.#refusals.add(error, first);
      await this.#reject(
        refused.rows.map(({ source }) => source),
        error,
      );
    }
    line.moveTo(await this.#lines.placeOf(line.deviceId));
    const again: CheckedRow<R>[] = [];
    const kept = unsettled.filter((batch) => batch !== left?.refused);
    for (const row of [...kept.flatMap(({ rows }) => rows), ...(growing?.rows ?? [])]) {
      await this.#findRecorded(line, row, again);
    }
    const last = again.at(-1);
    if (last !== undefined) line.passed(last);
    for (const rows of toChunks(again, this.#options.readingsMax)) {
      await this.#sign(line, rows);
    }
  }

  /** Reports a row that is on the ledger already or would be refused; the others go into `again`. */
  async #findRecorded(line: DeviceLine<R>, row: CheckedRow<R>, again: CheckedRow<R>[]): Promise<void> {
    const refusal = this.#refusals.find(row);
    const { recorded } = line;
    if (refusal !== undefined) {
      await this.#reject([row.source], refusal);
    } else if (recorded === undefined || row.values.at > recorded.toMs) {
      again.push(row);
    } else if (await recorded.has(row.values)) {
      await this.#report({ status: 'present', rows: [row.source], deviceId: line.deviceId });
    } else {
      await this.#reject([row.source], toKonttiError(lateReading(line.deviceId, recorded.toMs)));
    }
  }

  #reject(rows: readonly R[], error: KonttiError): Promise<void> {
    return this.#report({ status: 'rejected', rows, error });
  }

  async #report(outcome: RowsOutcome<R>): Promise<void> {
    this.rowsHeld -= outcome.rows.length;
    this.#counts[outcome.status] += outcome.rows.length;
    await this.#options.onOutcome?.(outcome);
  }
}

/** Rows in order, of one subject each, and no more than a batch takes. */
function toChunks<R>(rows: readonly CheckedRow<R>[], rowsMax: number): CheckedRow<R>[][] {
  const chunks: CheckedRow<R>[][] = [];
  for (const row of rows) {
    const chunk = chunks.at(-1);
    const fits = isSameSubject(chunk?.at(-1)?.subject, row.subject);
    if (chunk !== undefined && fits && chunk.length < rowsMax) {
      chunk.push(row);
    } else {
      chunks.push([row]);
    }
  }
  return chunks;
}
