import { createHash } from 'node:crypto';

/** A committed value and the number of the commit that wrote it. */
interface Versioned {
  readonly value: Buffer;
  readonly version: number;
}

/** What a simulation wrote: `undefined` policies leave a key's policy as it is. */
export interface StateWrites {
  readonly values: Map<string, Buffer>;
  readonly policies: Map<string, Buffer>;
}

/** The committed state of a channel, public and private, as one map: private keys start with their collection. */
export class MemoryState {
  readonly #entries = new Map<string, Versioned>();
  readonly #policies = new Map<string, Buffer>();
  #version = 0;

  get(id: string): Buffer | undefined {
    return this.#entries.get(id)?.value;
  }

  /** 0 while nothing was committed under the key. */
  versionOf(id: string): number {
    return this.#entries.get(id)?.version ?? 0;
  }

  policyOf(id: string): Buffer | undefined {
    return this.#policies.get(id);
  }

  hashOf(id: string): Buffer | undefined {
    const value = this.get(id);
    return value === undefined ? undefined : createHash('sha256').update(value).digest();
  }

  /** Public keys of a range, by the order of their bytes. */
  range(range: { readonly start: string; readonly end: string }): string[] {
    const start = publicId(range.start);
    const end = publicId(range.end);
    return [...this.#entries.keys()]
      .filter((id) => id >= start && id < end)
      .sort()
      .map((id) => id.slice(publicId('').length));
  }

  commit(writes: StateWrites): void {
    this.#version += 1;
    for (const [id, value] of writes.values) this.#entries.set(id, { value, version: this.#version });
    for (const [id, policy] of writes.policies) this.#policies.set(id, policy);
  }

  /** What a majority of altered peers can do: any public value, without a seal. */
  overwrite(key: string, value: Buffer | undefined): void {
    this.#version += 1;
    if (value === undefined) this.#entries.delete(publicId(key));
    else this.#entries.set(publicId(key), { value, version: this.#version });
  }

  /** What a company can do alone: any seal in its own collection. */
  overwriteSeal(seal: { readonly collection: string; readonly key: string; readonly value: Buffer }): void {
    this.#version += 1;
    const id = privateId(seal);
    this.#entries.set(id, { value: seal.value, version: this.#version });
  }

  publicKeys(): string[] {
    return this.range({ start: '', end: '\u{10ffff}' });
  }
}

/** Where a public key stands. */
export function publicId(key: string): string {
  return `public:${key}`;
}

/** Where a key of a collection stands. */
export function privateId(options: { readonly collection: string; readonly key: string }): string {
  return `private:${options.collection}:${options.key}`;
}
