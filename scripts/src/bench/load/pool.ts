/** Things that one user at a time may have; whoever wants some waits until there are enough. */
export class Pool<T> {
  readonly #free: T[];
  readonly #waiting: { readonly count: number; readonly resolve: (taken: T[]) => void }[] = [];

  constructor(all: readonly T[]) {
    this.#free = [...all];
  }

  /** Resolves with that many, in the order of asking. */
  take(count: number): Promise<T[]> {
    return new Promise((resolve) => {
      this.#waiting.push({ count, resolve });
      this.#serve();
    });
  }

  give(back: readonly T[]): void {
    this.#free.push(...back);
    this.#serve();
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (next.count > this.#free.length) return;
      this.#waiting.shift();
      next.resolve(this.#free.splice(0, next.count));
    }
  }
}
