import { join } from 'node:path';
import { createDiskStore } from '../state/store';

/** Everything that a data directory's ledger holds, of a devnet that has ended. */
export async function* keptEntries(
  dataDirectory: string,
): AsyncGenerator<{ readonly key: Buffer; readonly value: Buffer }, void, undefined> {
  const store = createDiskStore({ location: join(dataDirectory, 'ledger') });
  try {
    await store.open();
    for await (const [key, value] of store.iterator()) {
      yield { key: Buffer.from(key), value: Buffer.from(value) };
    }
  } finally {
    await store.close();
  }
}
