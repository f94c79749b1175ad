import type { NamespaceReadWriteSet } from '@kontti/fabric-protocol/envelopes';

interface KeyPlace {
  readonly namespace: string;
  /** Empty for public keys. */
  readonly collection: string;
  /** The hash of the key in a collection. */
  readonly key: string;
}

/** Keys whose metadata earlier transactions of a block write. Mirrors statebased/vpmanagerimpl.go. */
export class KeyPolicyUpdates {
  /** The first transaction that does, by its number in the block. */
  readonly #writers = new Map<string, number>();

  /** Which earlier transaction writes a key's metadata. */
  writerOf(place: KeyPlace): number | undefined {
    return this.#writers.size === 0 ? undefined : this.#writers.get(placeId(place));
  }

  /** After a namespace of a transaction satisfied its policies, whatever becomes of the rest of it. */
  add(options: {
    readWriteSet: readonly NamespaceReadWriteSet[];
    namespace: string;
    txNumber: number;
  }): void {
    const { namespace, txNumber } = options;
    const add = (place: KeyPlace): void => {
      const id = placeId(place);
      if (!this.#writers.has(id)) this.#writers.set(id, txNumber);
    };
    for (const set of options.readWriteSet) {
      if (set.namespace !== namespace) continue;
      for (const { key } of set.metadataWrites) add({ namespace, collection: '', key });
      for (const { collection, metadataWrites } of set.collections) {
        for (const { key } of metadataWrites) add({ namespace, collection, key });
      }
    }
  }
}

function placeId({ namespace, collection, key }: KeyPlace): string {
  return `${namespace}\0${collection}\0${key}`;
}
