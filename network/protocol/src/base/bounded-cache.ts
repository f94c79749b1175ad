export interface BoundedCache<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  clear(): void;
}

/**
 * Keeps at most so many entries (never fewer than two), among them always the half that was used last: entries of the older half that are not used
 * until the newer half is full go together. Order within a half is not kept, which is what makes a look-up cheap.
 * That of `@kontti/model`, which the packages of `network/` do not know, keeps this order and weighs its values.
 */
export function createBoundedCache<K, V>(options: { entriesMax: number }): BoundedCache<K, V> {
  const halfMax = Math.max(1, Math.floor(options.entriesMax / 2));
  let newer = new Map<K, V>();
  let older = new Map<K, V>();

  function add(key: K, value: V): void {
    if (newer.size >= halfMax && !newer.has(key)) {
      older = newer;
      newer = new Map();
    }
    newer.set(key, value);
  }

  return {
    get(key) {
      const known = newer.get(key);
      if (known !== undefined) return known;
      const value = older.get(key);
      if (value !== undefined) add(key, value);
      return value;
    },
    set: add,
    clear() {
      newer = new Map();
      older = new Map();
    },
  };
}
