import type { AbstractLevel } from 'abstract-level';
import { ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';

/** An ordered key-value store of one channel. */
export type Store = AbstractLevel<string | Buffer | Uint8Array, Uint8Array, Uint8Array>;

const encodings = { keyEncoding: 'view', valueEncoding: 'view' } as const;

/** A store that lives as long as the process. */
export function createMemoryStore(): Store {
  return new MemoryLevel<Uint8Array, Uint8Array>({ ...encodings, storeEncoding: 'view' });
}

/** A LevelDB store in a folder of its own; one process at a time. */
export function createDiskStore(options: { location: string }): Store {
  return new ClassicLevel<Uint8Array, Uint8Array>(options.location, encodings);
}
