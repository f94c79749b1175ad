import { decodeBatch } from '@kontti/model';
import { isSameReading } from './reading-row';
import type { MeasuredValues } from './reading-row';

/** A batch as the ledger has it. */
export interface RecordedBatch {
  readonly firstSequence: number;
  readonly count: number;
  readonly previousSequence?: number | undefined;
  readonly from: Date;
  readonly to: Date;
  /** Base64. */
  readonly bytes: string;
}

/** Returns a device's batch that starts with a number. */
type FetchBatch = (firstSequence: number) => Promise<RecordedBatch>;

/**
 * Finds rows of a device again among its readings on the ledger. Rows are asked for in the order of their times: the first one is looked for from
 * both ends, the others from there on, so each batch is read once.
 */
export class RecordedReadings {
  readonly #fetch: FetchBatch;
  readonly #latest: RecordedBatch;
  #batch: RecordedBatch | undefined;
  #readings: readonly MeasuredValues[] = [];
  #index = 0;

  constructor(latest: RecordedBatch, fetch: FetchBatch) {
    this.#latest = latest;
    this.#fetch = fetch;
  }

  /** Time of the device's latest reading on the ledger. */
  get toMs(): number {
    return this.#latest.to.getTime();
  }

  /** True when the ledger has a reading with this time and these values. */
  async has(values: MeasuredValues): Promise<boolean> {
    let batch = this.#batch ?? this.#read(await this.#find(values.at));
    for (;;) {
      for (; this.#index < this.#readings.length; this.#index += 1) {
        const reading = this.#readings[this.#index];
        if (reading === undefined || reading.at > values.at) return false;
        if (isSameReading(reading, values)) return true;
      }
      if (batch.firstSequence >= this.#latest.firstSequence) return false;
      batch = this.#read(await this.#next(batch));
    }
  }

  #read(batch: RecordedBatch): RecordedBatch {
    this.#batch = batch;
    this.#readings = decodeBatch(Buffer.from(batch.bytes, 'base64')).readings;
    this.#index = 0;
    return batch;
  }

  async #next({ firstSequence, count }: RecordedBatch): Promise<RecordedBatch> {
    const next = firstSequence + count;
    return next === this.#latest.firstSequence ? this.#latest : this.#fetch(next);
  }

  /** The batch from which on a reading of the time may be: rows of a file are often at the start, and those of a stream at the end. */
  async #find(atMs: number): Promise<RecordedBatch> {
    let late = this.#latest;
    let early: RecordedBatch | undefined;
    for (;;) {
      const { previousSequence, from } = late;
      if (previousSequence === undefined || from.getTime() <= atMs) return late;
      early = early === undefined ? await this.#fetch(0) : await this.#next(early);
      if (early.to.getTime() >= atMs || early.firstSequence >= previousSequence) return early;
      late = await this.#fetch(previousSequence);
    }
  }
}
