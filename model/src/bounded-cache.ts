/** Remembers values up to a bounded size and forgets those that were not asked for longest. */
export class BoundedCache<V> {
  readonly #entries = new Map<string, { readonly value: V; readonly size: number }>();
  readonly #sizeMax: number;
  readonly #onForget: (value: V) => void;
  #size = 0;

  /** `onForget` is called with each value that is forgotten or replaced. */
  constructor(options: { readonly sizeMax: number; readonly onForget?: (value: V) => void }) {
    this.#sizeMax = options.sizeMax;
    this.#onForget = options.onForget ?? (() => undefined);
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
    }
    return entry?.value;
  }

  /** Each value counts 1 unless `size` says otherwise. */
  set(key: string, value: V, size = 1): void {
    this.#forget(key);
    this.#entries.set(key, { value, size });
    this.#size += size;
    for (const oldest of this.#entries.keys()) {
      if (this.#size <= this.#sizeMax) {
        break;
      }
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      this.#size -= entry.size;
      this.#entries.delete(key);
      this.#onForget(entry.value);
    }
  }
}
