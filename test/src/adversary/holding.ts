import type { KonttiClient } from '@kontti/client-sdk';
import { codeOf } from '../cheating/observe';
import type { Seeded } from './seeded';

const KEYS_MAX = 500;
const KEYS_PER_CHECK = 10;

/** Keys of facts that coalitions sealed, and what the honest company read there. */
export class Holding {
  readonly #digests = new Map<string, string | undefined>();

  /** From now on the key is read now and then. */
  watch(key: string): void {
    if (this.#digests.size < KEYS_MAX && !this.#digests.has(key)) this.#digests.set(key, undefined);
  }

  /** Reads some of the keys. `changed` were sealed before and are not any more, or with another digest. */
  async check(client: KonttiClient, seeded: Seeded): Promise<{ reads: number; changed: string[] }> {
    const keys = [...this.#digests.keys()];
    const changed: string[] = [];
    const start = seeded.int(Math.max(1, keys.length));
    const some = [...keys.slice(start), ...keys.slice(0, start)].slice(0, KEYS_PER_CHECK);
    for (const key of some) {
      const before = this.#digests.get(key);
      const now = await sealedDigest(client, key);
      if (before !== undefined && now !== before) changed.push(key);
      this.#digests.set(key, before ?? now);
    }
    return { reads: some.length, changed };
  }
}

/** The digest of what is sealed under a key; nothing for anything else that the key leads to. */
async function sealedDigest(client: KonttiClient, key: string): Promise<string | undefined> {
  const reading = client.companies.getFactStatus({ key });
  const code = await codeOf(reading);
  if (code === 'NOT_FOUND' || code.startsWith('FIELD_')) return undefined;
  const { status, digest } = await reading;
  return status === 'sealed' ? digest : undefined;
}
