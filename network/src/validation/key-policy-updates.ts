import type { NamespaceReadWriteSet } from './read-write-set';

interface KeyPlace {
  readonly namespace: string;
  /** Empty for public keys. */
  readonly collection: string;
  /** The hash of the key in a collection. */
  readonly key: string;
}

/** Keys whose metadata earlier transactions of a block write. Mirrors statebased/vpmanagerimpl.go. */
export class KeyPolicyUpdates {
  readonly #places = new Set<string>();

  has(place: KeyPlace): boolean {
    return this.#places.size > 0 && this.#places.has(placeId(place));
  }

  /** After a namespace of a transaction satisfied its policies, whatever becomes of the rest of it. */
  add(options: { readWriteSet: readonly NamespaceReadWriteSet[]; namespace: string }): void {
    const { namespace } = options;
    for (const set of options.readWriteSet) {
      if (set.namespace !== namespace) continue;
      for (const { key } of set.metadataWrites) this.#places.add(placeId({ namespace, collection: '', key }));
      for (const { collection, metadataWrites } of set.collections) {
        for (const { key } of metadataWrites) this.#places.add(placeId({ namespace, collection, key }));
      }
    }
  }
}

function placeId({ namespace, collection, key }: KeyPlace): string {
  return `${namespace}\0${collection}\0${key}`;
}
