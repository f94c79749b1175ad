import { LIMITS } from '@kontti/model';
import { GROUP_BYTES_MAX } from '../limits';
import type { IndexedBatch } from '../reading/batch-groups';
import type { DeviceLine } from './device-line';
import type { SignedRows } from './sign-rows';

/** A batch, and whose it is. */
export interface QueuedBatch<R> {
  readonly line: DeviceLine<R>;
  readonly signed: SignedRows<R>;
}

/** Signed batches in the order in which they are sent, in groups of one transaction each. */
export class BatchQueue<R> {
  readonly #batches = new Map<number, QueuedBatch<R>>();
  #waiting: (IndexedBatch & { readonly sinceMs: number })[] = [];
  #index = 0;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** True when one more batch may not fit into the next transaction. */
  get isFull(): boolean {
    return (
      this.#waiting.length >= LIMITS.batchesMax ||
      this.#waiting.reduce((size, { bytes }) => size + bytes.length, 0) >= GROUP_BYTES_MAX
    );
  }

  /** Since when the batch waits that waits longest; `undefined` where none does. */
  oldestMs(): number | undefined {
    return this.#waiting.length === 0 ? undefined : Math.min(...this.#waiting.map(({ sinceMs }) => sinceMs));
  }

  add(line: DeviceLine<R>, signed: SignedRows<R>, sinceMs: number): void {
    const { deviceId } = line;
    this.#batches.set(this.#index, { line, signed });
    this.#waiting.push({ deviceId, bytes: signed.bytes, index: this.#index, sinceMs });
    this.#index += 1;
  }

  /** The batches of the next transaction. */
  takeGroup(): readonly IndexedBatch[] {
    let size = 0;
    const count = this.#waiting.findIndex(({ bytes }, index) => {
      size += bytes.length;
      return index >= LIMITS.batchesMax || (index > 0 && size > GROUP_BYTES_MAX);
    });
    return this.#waiting.splice(0, count < 0 ? this.#waiting.length : count);
  }

  /** The batch that was added with an index, once. */
  settle(index: number): QueuedBatch<R> | undefined {
    const batch = this.#batches.get(index);
    this.#batches.delete(index);
    return batch;
  }

  /** Forgets what was not sent of a device. */
  removeOf({ deviceId }: DeviceLine<R>): void {
    for (const { index } of this.#waiting.filter((each) => each.deviceId === deviceId)) {
      this.#batches.delete(index);
    }
    this.#waiting = this.#waiting.filter((each) => each.deviceId !== deviceId);
  }
}
