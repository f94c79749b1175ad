import { BoundedCache } from '@kontti/model';
import type { Address, Sealed } from '@kontti/model';
import { ADDRESS_CACHED_BYTES, FACT_CACHED_BYTES, FACTS_CACHED_BYTES_MAX } from '../limits';

interface CachedFact {
  readonly sealed: Sealed;
  readonly ids: ReadonlySet<string>;
}

/**
 * Facts that were read, by their digests and by the addresses at which they are known to be sealed. It has a bounded size, and forgets
 * the facts that were not asked for longest, with their addresses.
 */
export class FactCache {
  readonly #facts: BoundedCache<CachedFact>;
  /** Digests of these facts, by address. */
  readonly #digests = new Map<string, string>();

  constructor() {
    this.#facts = new BoundedCache({
      sizeMax: FACTS_CACHED_BYTES_MAX,
      onForget: (fact) => this.#leave(fact),
    });
  }

  /** Adds a fact whose bytes are so many, or addresses to one that is there. */
  add(
    sealed: Sealed,
    { size, addresses }: { readonly size: number; readonly addresses: readonly Address[] },
  ): void {
    const { digest } = sealed;
    const ids = new Set([...(this.#facts.get(digest)?.ids ?? []), ...addresses.map(idOf)]);
    this.#facts.set(digest, { sealed, ids }, size + FACT_CACHED_BYTES + ids.size * ADDRESS_CACHED_BYTES);
    // A fact that is larger than the cache is not in it.
    if (this.#facts.get(digest) === undefined) {
      return;
    }
    for (const id of ids) {
      this.#digests.set(id, digest);
    }
  }

  byDigest(digest: string): Sealed | undefined {
    return this.#facts.get(digest)?.sealed;
  }

  byAddress(address: Address): Sealed | undefined {
    const digest = this.#digests.get(idOf(address));
    return digest === undefined ? undefined : this.byDigest(digest);
  }

  #leave({ sealed, ids }: CachedFact): void {
    for (const id of ids) {
      if (this.#digests.get(id) === sealed.digest) {
        this.#digests.delete(id);
      }
    }
  }
}

function idOf({ mspId, key }: Address): string {
  return `${mspId} ${key}`;
}
