import { createError } from '../errors';
import type { BatchSubject } from '../reading/batch-subject';
import type { DeviceState } from '../reading/device';
import type { BatchSigner } from './device-signer';
import { isSameReading } from './reading-row';
import type { CheckedRow, MeasuredValues } from './reading-row';
import type { RecordedReadings } from './recorded-readings';
import type { SignedRows } from './sign-rows';

/** Rows of one subject that become the device's next batch. */
interface GrowingBatch<R> {
  readonly subject: BatchSubject;
  readonly rows: CheckedRow<R>[];
}

/** What the ledger has of a device. */
export interface LedgerPlace {
  readonly state: DeviceState;
  /** Absent before the first batch. */
  readonly recorded: RecordedReadings | undefined;
}

/** A device whose rows are recorded one after the other. */
export class DeviceLine<R> {
  readonly deviceId: string;
  readonly sign: BatchSigner;
  /** Where the device's next batch goes on. */
  state: DeviceState;
  recorded: RecordedReadings | undefined;
  /** What the latest row was about that was checked for it. */
  checkedSubject: BatchSubject | undefined;
  /** The batch that takes rows. */
  growing: GrowingBatch<R> | undefined;
  /** A row whose time is far behind the one before it, until the next one shows whether the clock jumped. */
  held: CheckedRow<R> | undefined;
  /** Since when a row of `growing` or `held` waits. */
  sinceMs = 0;
  /** Batches that were signed and are not known to be recorded, in order. */
  unsettled: SignedRows<R>[] = [];
  /** Tries since a batch was recorded. */
  attempts = 0;
  #last: MeasuredValues | undefined;

  constructor(options: { readonly deviceId: string; readonly sign: BatchSigner } & LedgerPlace) {
    this.deviceId = options.deviceId;
    this.sign = options.sign;
    this.state = options.state;
    this.recorded = options.recorded;
  }

  /** True when nothing of the device waits or is on its way. */
  get isIdle(): boolean {
    return this.growing === undefined && this.held === undefined && this.unsettled.length === 0;
  }

  /**
   * Compares a row's time with the row before.
   * @throws READING_DUPLICATE, READING_LATE
   */
  requireNext({ values }: CheckedRow<R>): void {
    const last = this.#last;
    if (last === undefined || values.at > last.at) return;
    if (isSameReading(values, last)) {
      throw createError('READING_DUPLICATE', { details: { deviceId: this.deviceId } });
    }
    throw lateReading(this.deviceId, last.at);
  }

  /** True for a row whose time is so far behind the one before it that the clock may have jumped. */
  isJump({ values }: CheckedRow<R>, jumpMs: number): boolean {
    return this.#last !== undefined && values.at - this.#last.at > jumpMs;
  }

  /** The row is the device's latest from now on. */
  passed({ values }: CheckedRow<R>): void {
    this.#last = values;
  }

  /** Goes on where the ledger's batches end: a row that was refused is behind no other one, and may come again. */
  moveTo({ state, recorded }: LedgerPlace): void {
    this.state = state;
    this.recorded = recorded;
    this.#last = undefined;
  }
}

/** An error about a row whose time is not behind that of the row before. */
export function lateReading(deviceId: string, lastMs: number): Error {
  return createError('READING_LATE', { details: { deviceId, last: new Date(lastMs).toISOString() } });
}
