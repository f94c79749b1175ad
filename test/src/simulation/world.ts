import type { Timers } from '@kontti/client-sdk/testing/session';
import { Seeded } from '../adversary/seeded';

interface Scheduled {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** How long something outside a process takes, in milliseconds. */
export interface Latency {
  readonly minMs: number;
  readonly maxMs: number;
}

/** Steps in which a run has to end. */
const STEPS_MAX = 20_000;

/** Time, chance and everything that happens, in an order that follows from a seed alone. */
export class World {
  readonly random: Seeded;
  nowMs = Date.UTC(2026, 0, 1);
  steps = 0;
  #scheduled: Scheduled[] = [];
  #order = 0;

  constructor(seed: number) {
    this.random = new Seeded(seed);
  }

  /** Has something happen after a while. */
  after(delayMs: number, run: () => void): void {
    this.#order += 1;
    this.#scheduled.push({ atMs: this.nowMs + delayMs, order: this.#order, run });
  }

  latencyOf({ minMs, maxMs }: Latency): number {
    return minMs + this.random.int(maxMs - minMs + 1);
  }

  /** Lets things happen one after the other, until the condition holds. */
  async run(isOver: () => boolean): Promise<void> {
    await settle();
    while (!isOver()) {
      const next = this.#takeNext();
      if (next === undefined) throw new Error(`nothing happens any more after ${this.steps} steps`);
      await this.#step(next);
    }
  }

  /** Lets everything arrive that is on its way. */
  async drain(): Promise<void> {
    for (let next = this.#takeNext(); next !== undefined; next = this.#takeNext()) await this.#step(next);
  }

  async #step(next: Scheduled): Promise<void> {
    this.steps += 1;
    if (this.steps > STEPS_MAX) throw new Error(`no end after ${this.steps} steps`);
    this.nowMs = Math.max(this.nowMs, next.atMs);
    next.run();
    await settle();
  }

  #takeNext(): Scheduled | undefined {
    const [first, ...rest] = this.#scheduled;
    if (first === undefined) return undefined;
    const next = rest.reduce(
      (best, each) =>
        each.atMs < best.atMs || (each.atMs === best.atMs && each.order < best.order) ? each : best,
      first,
    );
    this.#scheduled = this.#scheduled.filter((each) => each !== next);
    return next;
  }
}

/** Lets promises that can go on do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A program that can end at any step: nothing reaches it afterwards, and it does nothing more. */
export class Process {
  isAlive = true;
  readonly #onEnd: (() => void)[] = [];
  /** Pauses that have not ended; Node keeps a signal that was made of others for as long as something listens to it. */
  readonly #pauses = new Set<() => void>();

  constructor(readonly world: World) {}

  /** Has the system take back what a process held when it ends. */
  onEnd(callback: () => void): void {
    this.#onEnd.push(callback);
  }

  kill(): void {
    this.isAlive = false;
    for (const callback of this.#onEnd) callback();
    for (const forget of this.#pauses) forget();
    this.#pauses.clear();
  }

  /** Delivers an answer, unless the process has ended by then. */
  later<T>(delayMs: number, answer: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.world.after(delayMs, () => {
        if (!this.isAlive) return;
        try {
          resolve(answer());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
  }

  timers(): Timers {
    const { world } = this;
    return {
      nowMs: () => world.nowMs,
      random: () => world.random.int(1_000) / 1_000,
      delay: (delayMs, signal) =>
        new Promise((resolve) => {
          const forget = (): void => signal?.removeEventListener('abort', end);
          const end = (): void => {
            forget();
            this.#pauses.delete(forget);
            resolve();
          };
          signal?.addEventListener('abort', end, { once: true });
          this.#pauses.add(forget);
          if (signal?.aborted === true) {
            end();
          } else {
            world.after(delayMs, () => {
              if (this.isAlive) end();
            });
          }
        }),
    };
  }
}
