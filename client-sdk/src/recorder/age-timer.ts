import type { Timers } from '../gateway/timers';

/** Says when rows have waited as long as they may. */
export class AgeTimer {
  readonly #timers: Timers;
  readonly #ageMs: number | undefined;
  readonly #onDue: () => void;
  readonly #ending = new AbortController();
  #isWaiting = false;
  #hasRung = false;
  /** True from the moment when something is due until the caller has sent it. */
  isDue = false;

  constructor(options: {
    readonly timers: Timers;
    /** `undefined`: rows wait until their batch is full. */
    readonly ageMs: number | undefined;
    readonly onDue: () => void;
  }) {
    this.#timers = options.timers;
    this.#ageMs = options.ageMs;
    this.#onDue = options.onDue;
  }

  /** Rings once what waits since then is due. */
  watch(...since: readonly (number | undefined)[]): void {
    if (this.#ageMs === undefined || this.#isWaiting || this.#hasRung) return;
    const sinceMs = Math.min(...since.map((each) => each ?? Infinity));
    if (sinceMs === Infinity) return;
    this.#isWaiting = true;
    // A clock that was set back does not make rows wait longer than their age.
    const leftMs = Math.min(Math.max(sinceMs + this.#ageMs - this.#timers.nowMs(), 0), this.#ageMs);
    void this.#timers.delay(leftMs, this.#ending.signal).then(() => {
      this.#isWaiting = false;
      this.#hasRung = true;
      this.#onDue();
    });
  }

  /** True when it rang since it was asked last. */
  takeDue(): boolean {
    const hasRung = this.#hasRung;
    this.#hasRung = false;
    this.isDue ||= hasRung;
    return hasRung;
  }

  /** True for what waits as long as it may. A time that is ahead was taken before the clock was set back. */
  isOld(sinceMs: number): boolean {
    const nowMs = this.#timers.nowMs();
    return sinceMs <= nowMs - (this.#ageMs ?? 0) || sinceMs > nowMs;
  }

  stop(): void {
    this.#ending.abort();
  }
}
