/** A row that waits in a store. */
export interface QueuedRow {
  /** Counts the rows in the order in which they were added. */
  readonly sequence: number;
  /** The row as it was added, as JSON. */
  readonly row: string;
}

/** A row that was rejected, and why. */
export interface RejectedRow extends QueuedRow {
  /** JSON of the reason. */
  readonly reason: string;
  /** When it was rejected, in milliseconds since the epoch. */
  readonly rejectedMs: number;
}

/** Which rows to list, in the order in which they were added. */
export interface QueueSelection {
  /** Rows behind this sequence. */
  readonly after: number;
  /** Rows to return at most. */
  readonly limit: number;
}

/** What became of rows: they are gone once they are on the ledger, and kept with the reason when they were rejected. */
export interface QueueProgress {
  /** Sequences of rows that are on the ledger. */
  readonly done: readonly number[];
  /** Rows that were rejected. */
  readonly rejected: readonly RejectedRow[];
}

/** Held by the one process that records what is in a store. Every call fails with STORE_LEASE_LOST once another one may hold it. */
export interface QueueLease {
  /** Rows that wait. */
  list(selection: QueueSelection): Promise<readonly QueuedRow[]>;
  /** Resolves once it is on disk. */
  settle(progress: QueueProgress): Promise<void>;
  /** Gives the lease back, so that another process can take it. */
  release(): Promise<void>;
}

/**
 * Keeps rows on disk until they are on the ledger. `@kontti/store` has one in SQLite and one in PostgreSQL. Faults are `KonttiError`s: STORE_BUSY
 * for what passes by itself, STORE_FAILED for the rest.
 */
export interface QueueStore {
  /** Adds rows, all or none, and resolves once they are on disk. */
  add(rows: readonly string[]): Promise<void>;
  /** Adds rows that were rejected before they could wait. */
  addRejected(rows: readonly Omit<RejectedRow, 'sequence'>[]): Promise<void>;
  /** Rows that were rejected. */
  rejected(selection: QueueSelection): Promise<readonly RejectedRow[]>;
  /** Has rejected rows wait again, behind the others, or removes them; returns how many there were. */
  takeRejected(sequences: readonly number[], to: 'waiting' | 'removed'): Promise<number>;
  /** How many rows wait, and how many were rejected. */
  count(): Promise<{
    /** Rows that are still to be recorded. */
    readonly waiting: number;
    /** Rows that were rejected and wait for a decision. */
    readonly rejected: number;
  }>;
  /** Takes the lease; `undefined` while another process has it. It ends with the process, however that ends. */
  lease(): Promise<QueueLease | undefined>;
  /** Closes the files or connections of the store. */
  close(): Promise<void>;
}
