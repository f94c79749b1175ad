import { KonttiError, type QueueLease, type QueueStore, type RejectedRow } from '@kontti/client-sdk';

interface StoredRow {
  readonly sequence: number;
  readonly row: string;
  rejected?: { readonly reason: string; readonly rejectedMs: number };
}

/** Has what was applied on disk, at once or a while later. */
export type AccessDisk = <T>(apply: () => T, kind: 'read' | 'write') => Promise<T>;

/** The disk on which programs keep a queue of readings: what was written is there when the next program starts. */
export class QueueDisk {
  /** Who records. */
  holder: object | undefined;
  #rows: StoredRow[] = [];
  #sequence = 0;

  open(access: AccessDisk): QueueStore {
    const self = {};
    const requireHolder = (): void => {
      if (this.holder !== self) {
        const details = { remedy: 'none' };
        throw new KonttiError({ code: 'STORE_LEASE_LOST', stage: 'local', message: 'lost', details });
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
      takeRejected: () => Promise.resolve(0),
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
