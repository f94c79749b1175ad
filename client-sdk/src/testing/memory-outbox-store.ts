import { createError } from '../errors';
import type {
  DueSelection,
  NewRow,
  OutboxLease,
  OutboxRow,
  OutboxState,
  OutboxStore,
  RowChange,
  RowSelection,
} from '../outbox/store';

/** Applies one access to the disk, at a time and with a fault that a test chooses. */
export type DiskAccess = <T>(apply: () => T, kind: 'read' | 'write') => Promise<T>;

/** An outbox's rows in memory: what is on disk is what was applied. Several openings of one disk are several processes. */
export class MemoryDisk {
  readonly rows = new Map<number, OutboxRow>();
  lastSequence = 0;
  /** Whoever has the lease. */
  holder: object | undefined;

  open(access: DiskAccess = (apply) => Promise.resolve().then(apply)): OutboxStore {
    return new MemoryOutboxStore(this, access);
  }
}

class MemoryOutboxStore implements OutboxStore {
  readonly #disk: MemoryDisk;
  readonly #access: DiskAccess;
  #lease: object | undefined;

  constructor(disk: MemoryDisk, access: DiskAccess) {
    this.#disk = disk;
    this.#access = access;
  }

  add(rows: readonly NewRow[]): Promise<readonly OutboxRow[]> {
    return this.#access(() => rows.map((row) => this.#addOne(row)), 'write');
  }

  find(id: string): Promise<OutboxRow | undefined> {
    return this.#access(() => this.#findNow(id), 'read');
  }

  list({ states, after = 0, limit }: RowSelection): Promise<readonly OutboxRow[]> {
    return this.#access(
      () =>
        this.#inOrder()
          .filter(({ sequence, progress }) => sequence > after && states.includes(progress.state))
          .slice(0, limit),
      'read',
    );
  }

  count(): Promise<Readonly<Record<OutboxState, number>>> {
    return this.#access(() => {
      const counts = { waiting: 0, sent: 0, committed: 0, failed: 0, unsigned: 0 };
      for (const { progress } of this.#disk.rows.values()) {
        counts[progress.state] += 1;
      }
      return counts;
    }, 'read');
  }

  write(changes: readonly RowChange[]): Promise<readonly boolean[]> {
    return this.#access(() => this.#writeNow(changes), 'write');
  }

  /** A lease is no write: it ends with its process, so one that has ended takes none. */
  lease(): Promise<OutboxLease | undefined> {
    return this.#access(() => {
      if (this.#disk.holder !== undefined) {
        return undefined;
      }
      const token = {};
      this.#disk.holder = token;
      this.#lease = token;
      return this.#leaseOf(token);
    }, 'read');
  }

  close(): Promise<void> {
    if (this.#lease === this.#disk.holder) {
      this.#disk.holder = undefined;
    }
    return Promise.resolve();
  }

  #leaseOf(token: object): OutboxLease {
    const held = <T>(apply: () => T, kind: 'read' | 'write'): Promise<T> =>
      this.#access(() => {
        if (this.#disk.holder !== token) {
          throw createError('STORE_LEASE_LOST');
        }
        return apply();
      }, kind);
    return {
      write: (changes) => held(() => this.#writeNow(changes), 'write'),
      due: (selection) => held(() => this.#dueNow(selection), 'read'),
      prune: ({ beforeMs, limit }) => held(() => this.#pruneNow(beforeMs, limit), 'write'),
      release: () => {
        if (this.#disk.holder === token) {
          this.#disk.holder = undefined;
        }
        return Promise.resolve();
      },
    };
  }

  #addOne(row: NewRow): OutboxRow {
    const found = this.#findNow(row.id);
    if (found !== undefined) {
      return found;
    }
    this.#disk.lastSequence += 1;
    const added = { ...row, sequence: this.#disk.lastSequence, revision: 0 };
    this.#disk.rows.set(added.sequence, added);
    return added;
  }

  #findNow(id: string): OutboxRow | undefined {
    return this.#inOrder().find((row) => row.id === id);
  }

  #inOrder(): OutboxRow[] {
    return [...this.#disk.rows.values()];
  }

  #writeNow(changes: readonly RowChange[]): boolean[] {
    return changes.map(({ sequence, revision, progress }) => {
      const row = this.#disk.rows.get(sequence);
      if (row?.revision !== revision) {
        return false;
      }
      if (progress === 'removed') {
        this.#disk.rows.delete(sequence);
      } else {
        this.#disk.rows.set(sequence, { ...row, progress, revision: revision + 1 });
      }
      return true;
    });
  }

  #dueNow({ nowMs, horizonMs, except, limit }: DueSelection): OutboxRow[] {
    const blocked = new Set<string>();
    return this.#inOrder()
      .filter(({ key, sequence, progress: { state, dueMs } }) => {
        const isFirst = !blocked.has(key);
        if (state !== 'committed') {
          blocked.add(key);
        }
        const isTime = dueMs <= nowMs || dueMs > horizonMs;
        return isFirst && isTime && ['waiting', 'sent'].includes(state) && !except.includes(sequence);
      })
      .slice(0, limit);
  }

  #pruneNow(beforeMs: number, limit: number): void {
    const old = this.#inOrder().filter(
      ({ progress }) => progress.state === 'committed' && progress.changedMs < beforeMs,
    );
    for (const { sequence } of old.slice(0, limit)) {
      this.#disk.rows.delete(sequence);
    }
  }
}
