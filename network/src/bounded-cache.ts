export interface BoundedCache<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  clear(): void;
}

/** Keeps the entries that were used last; when it is full, the one that was unused for longest goes. */
export function createBoundedCache<K, V>(options: { entriesMax: number }): BoundedCache<K, V> {
  const entries = new Map<K, V>();
  return {
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) {
        entries.delete(key);
        entries.set(key, value);
      }
      return value;
    },
    clear() {
      entries.clear();
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size > options.entriesMax) {
        for (const oldest of entries.keys()) {
          entries.delete(oldest);
          break;
        }
      }
    },
  };
}
