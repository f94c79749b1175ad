import type { AbstractBatchOptions, AbstractLevel } from 'abstract-level';
import { ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';
import type { StoreOperation } from './store-operations';

/** An ordered key-value store of one channel. */
export type Store = AbstractLevel<string | Buffer | Uint8Array, Uint8Array, Uint8Array>;

const encodings = { keyEncoding: 'view', valueEncoding: 'view' } as const;

/** A store that lives as long as the process. */
export function createMemoryStore(): Store {
  return new MemoryLevel<Uint8Array, Uint8Array>({ ...encodings, storeEncoding: 'view' });
}

/** A LevelDB store in a folder of its own; one process at a time. Writes must ask for `sync` to outlive a power failure. */
export function createDiskStore(options: { location: string }): Store {
  return new ClassicLevel<Uint8Array, Uint8Array>(options.location, encodings);
}

/** Writes all operations or none; `isDurable` waits until they are on disk. */
export function writeBatch(
  store: Store,
  batch: { operations: readonly StoreOperation[]; isDurable: boolean },
): Promise<void> {
  const options: AbstractBatchOptions<Uint8Array, Uint8Array> & { sync: boolean } = { sync: batch.isDurable };
  return store.batch([...batch.operations], options);
}
