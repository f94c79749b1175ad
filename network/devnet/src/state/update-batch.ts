import type { Height } from '@kontti/fabric-protocol/envelopes';
import type { VersionedValue } from './versioned-value';

/** What a block does to a key: a new value, or a delete. */
export interface KeyUpdate {
  readonly version: Height;
  /** Undefined when the key is deleted. */
  readonly written: VersionedValue | undefined;
}

/** The changes of keys of one kind by the valid transactions of a block so far. Mirrors statedb.UpdateBatch. */
export class UpdateMap {
  readonly #spaces = new Map<string, Map<string, KeyUpdate>>();

  /** `space` is a namespace, or a namespace and its collection. */
  get(space: string, key: string): KeyUpdate | undefined {
    return this.#spaces.get(space)?.get(key);
  }

  set(space: string, key: string, update: KeyUpdate): void {
    let keys = this.#spaces.get(space);
    if (!keys) {
      keys = new Map();
      this.#spaces.set(space, keys);
    }
    keys.set(key, update);
  }

  entries(space: string): Iterable<[string, KeyUpdate]> {
    return this.#spaces.get(space) ?? [];
  }

  *all(): Iterable<{ readonly space: string; readonly key: string; readonly update: KeyUpdate }> {
    for (const [space, keys] of this.#spaces) {
      for (const [key, update] of keys) yield { space, key, update };
    }
  }
}

/** Public keys by namespace; hashed keys by `collectionSpace`. */
export interface BlockUpdates {
  readonly publicKeys: UpdateMap;
  readonly hashedKeys: UpdateMap;
}

export function createBlockUpdates(): BlockUpdates {
  return { publicKeys: new UpdateMap(), hashedKeys: new UpdateMap() };
}

export function collectionSpace(place: { readonly namespace: string; readonly collection: string }): string {
  return `${place.namespace}\0${place.collection}`;
}

export function spaceToCollection(space: string): {
  readonly namespace: string;
  readonly collection: string;
} {
  const [namespace = '', collection = ''] = space.split('\0');
  return { namespace, collection };
}
