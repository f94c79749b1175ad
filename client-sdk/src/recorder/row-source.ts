import type { KonttiError } from '../errors';
import { sourceFailure } from '../options/sources';

/** Rows one after the other, of which none is taken before there is room for it. */
export class RowSource<R> {
  readonly #iterator: Iterator<R> | AsyncIterator<R>;
  #isReading = false;
  #row: { readonly value: R } | undefined;
  #end: { readonly failure?: KonttiError } | undefined;
  #wake: (() => void) | undefined;
  /** True when it was woken while nothing waited. */
  #isWoken = false;

  constructor(rows: Iterable<R> | AsyncIterable<R>) {
    try {
      this.#iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
    } catch (failure) {
      throw sourceFailure('rows', failure);
    }
  }

  /** True once the source has no more rows, or failed. */
  get isOver(): boolean {
    return this.#end !== undefined;
  }

  /** @throws SOURCE_FAILED, or the `KonttiError` that the source threw */
  throwFailure(): void {
    if (this.#end?.failure !== undefined) {
      throw this.#end.failure;
    }
  }

  /** Asks for a row where none is on its way, and resolves once there is one, the source is over, or `wake` was called. */
  async wait(): Promise<void> {
    if (this.#row !== undefined || this.#end !== undefined) return;
    if (!this.#isReading) void this.#read();
    await this.sleep();
  }

  /** Resolves with a call of `wake` that nothing waited for yet. */
  async sleep(): Promise<void> {
    if (this.#isWoken) {
      this.#isWoken = false;
      return;
    }
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }

  wake(): void {
    if (this.#wake === undefined) {
      this.#isWoken = true;
    } else {
      this.#wake();
    }
  }

  /** The row that came, once. */
  take(): { readonly value: R } | undefined {
    const row = this.#row;
    this.#row = undefined;
    return row;
  }

  /** Asks the source to end. One that waits for a row of tomorrow is not waited for. */
  close(): void {
    this.#end ??= {};
    this.#row = undefined;
    void Promise.resolve(this.#iterator.return?.()).catch(() => undefined);
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      const next = await this.#iterator.next();
      if (this.#end === undefined) {
        if (next.done === true) {
          this.#end = {};
        } else {
          this.#row = { value: next.value };
        }
      }
    } catch (failure) {
      this.#end ??= { failure: sourceFailure('rows', failure) };
    }
    this.#isReading = false;
    this.wake();
  }
}
