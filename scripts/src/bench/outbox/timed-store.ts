import type { OutboxLease, OutboxStore } from '@kontti/client-sdk';

/** What a store did since it was opened. */
export interface StoreWork {
  /** Times that something was put on disk, each with an fsync. */
  writes: number;
  /** Milliseconds that these took together. */
  ms: number;
}

/** The same store, whose writes are counted and timed. */
export function timeStore(store: OutboxStore, work: StoreWork): OutboxStore {
  const timed =
    <A, R>(write: (argument: A) => Promise<R>) =>
    async (argument: A): Promise<R> => {
      const startMs = performance.now();
      try {
        return await write(argument);
      } finally {
        work.writes += 1;
        work.ms += performance.now() - startMs;
      }
    };
  const timeLease = (lease: OutboxLease): OutboxLease => ({
    write: timed((changes) => lease.write(changes)),
    due: (selection) => lease.due(selection),
    prune: (selection) => lease.prune(selection),
    release: () => lease.release(),
  });
  return {
    add: timed((rows) => store.add(rows)),
    write: timed((changes) => store.write(changes)),
    find: (id) => store.find(id),
    list: (selection) => store.list(selection),
    count: () => store.count(),
    lease: async () => {
      const lease = await store.lease();
      return lease && timeLease(lease);
    },
    close: () => store.close(),
  };
}
