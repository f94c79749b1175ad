import { createError } from '../errors';
import type { QueueLease, QueueStore, RejectedRow } from '../recorder/queue-store';
import type { DiskAccess } from './memory-outbox-store';

interface StoredRow {
  readonly sequence: number;
  readonly row: string;
  rejected?: { readonly reason: string; readonly rejectedMs: number };
}

/** A queue of readings in memory: what is on disk is what was applied. Several openings of one disk are several processes. */
export class QueueDisk {
  /** Who records. */
  holder: object | undefined;
  #rows: StoredRow[] = [];
  #sequence = 0;

  open(access: DiskAccess = (apply) => Promise.resolve().then(apply)): QueueStore {
    const self = {};
    const requireHolder = (): void => {
      if (this.holder !== self) {
        throw createError('STORE_LEASE_LOST');
      }
    };
    const lease: QueueLease = {
      list: ({ after, limit }) =>
        access(() => {
          requireHolder();
          const waiting = this.#rows.filter(
            ({ sequence, rejected }) => sequence > after && rejected === undefined,
          );
          return waiting.slice(0, limit);
        }, 'read'),
      settle: ({ done, rejected }) =>
        access(() => {
          requireHolder();
          this.#rows = this.#rows.filter(({ sequence }) => !done.includes(sequence));
          for (const { sequence, reason, rejectedMs } of rejected) {
            const row = this.#rows.find((each) => each.sequence === sequence);
            if (row !== undefined) row.rejected = { reason, rejectedMs };
          }
        }, 'write'),
      release: () => {
        if (this.holder === self) this.holder = undefined;
        return Promise.resolve();
      },
    };
    return {
      add: (rows) =>
        access(() => {
          for (const row of rows) this.#rows.push({ sequence: this.#next(), row });
        }, 'write'),
      addRejected: (rows) =>
        access(() => {
          for (const { row, ...rejected } of rows) this.#rows.push({ sequence: this.#next(), row, rejected });
        }, 'write'),
      rejected: ({ after, limit }) => access(() => this.#rejected(after).slice(0, limit), 'read'),
      takeRejected: (sequences, to) =>
        access(() => {
          const taken = this.#rows.filter(
            (row) => row.rejected !== undefined && sequences.includes(row.sequence),
          );
          this.#rows = this.#rows.filter((row) => !taken.includes(row));
          if (to === 'waiting') this.#rows.push(...taken.map(({ row }) => ({ sequence: this.#next(), row })));
          return taken.length;
        }, 'write'),
      count: () =>
        access(() => {
          const rejected = this.#rejected(0).length;
          return { waiting: this.#rows.length - rejected, rejected };
        }, 'read'),
      lease: () =>
        access(() => {
          if (this.holder !== undefined) return undefined;
          this.holder = self;
          return lease;
        }, 'read'),
      close: () => lease.release(),
    };
  }

  #next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }

  #rejected(after: number): RejectedRow[] {
    return this.#rows.flatMap(({ sequence, row, rejected }) =>
      rejected === undefined || sequence <= after ? [] : [{ sequence, row, ...rejected }],
    );
  }
}
