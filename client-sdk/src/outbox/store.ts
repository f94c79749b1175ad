/** What becomes of a row: it waits, it may be on the ledger, it is, or somebody has to look at it. */
export type OutboxState = 'waiting' | 'sent' | 'committed' | 'failed' | 'unsigned';

/** A row before a store has it. */
export interface NewRow {
  /** Names the row for its caller: there is one row of an id. */
  readonly id: string;
  /** Rows of a key are sent one after the other, in the order in which they were added. */
  readonly key: string;
  /** e.g. `shipments.consign`. */
  readonly operation: string;
  /** Of operation, key and request; two rows of an id that have the same one are the same row. */
  readonly digest: string;
  /** When it was added, in milliseconds since the epoch. */
  readonly addedMs: number;
  /** Where it is on its way. */
  readonly progress: RowProgress;
}

/** What changes of a row while it is on its way. */
export interface RowProgress {
  /** What became of the row so far. */
  readonly state: OutboxState;
  /** The request, perhaps encrypted; gone once it is on the ledger. */
  readonly request: Uint8Array | undefined;
  /** The transaction that was signed last, unless the ledger holds it as invalid. */
  readonly transactionId: string | undefined;
  /** Bytes of the signed envelope that belongs to the transaction. */
  readonly envelope: Uint8Array | undefined;
  /** Times that it was tried since it was added or taken up again. */
  readonly attempts: number;
  /** Milliseconds since the epoch before which it is not tried again. */
  readonly dueMs: number;
  /** JSON of why it waits or failed. */
  readonly reason: string | undefined;
  /** JSON of what is on the ledger. */
  readonly outcome: string | undefined;
  /** When it changed last, in milliseconds since the epoch. */
  readonly changedMs: number;
}

/** A row as a store has it. */
export interface OutboxRow extends NewRow {
  /** Counts the rows in the order in which they were added. */
  readonly sequence: number;
  /** Counts the changes of the row. */
  readonly revision: number;
}

/** A change of one row, for the revision that its author saw. */
export interface RowChange {
  /** Which row changes. */
  readonly sequence: number;
  /** The revision of the row that the change was made for. */
  readonly revision: number;
  /** `removed`: there is no such row any more. */
  readonly progress: RowProgress | 'removed';
}

/** Which rows to list, in the order in which they were added. */
export interface RowSelection {
  /** States of the rows to list. */
  readonly states: readonly OutboxState[];
  /** Rows behind this sequence; all unless given. */
  readonly after?: number;
  /** Rows to return at most. */
  readonly limit: number;
}

/** Which rows are to be sent now. */
export interface DueSelection {
  /** The time now, in milliseconds since the epoch. */
  readonly nowMs: number;
  /** A row whose time is behind this one got it from a clock that was wrong: it is due. */
  readonly horizonMs: number;
  /** Sequences of rows that are left out. */
  readonly except: readonly number[];
  /** Rows to return at most. */
  readonly limit: number;
}

/** Changes that are on disk together, or not at all. */
export interface RowWriter {
  /**
   * Resolves once the changes are on disk. A change of a row that somebody else changed meanwhile is left out: the answer has false in its
   * place. The next row of a key becomes due with the change that commits or removes the one before it.
   */
  write(changes: readonly RowChange[]): Promise<readonly boolean[]>;
}

/** Held by the one process that sends what is in a store. Every call fails with STORE_LEASE_LOST once another one may hold it. */
export interface OutboxLease extends RowWriter {
  /** Rows that wait or were sent, the first of its key each, whose time has come, in the order in which they were added. */
  due(selection: DueSelection): Promise<readonly OutboxRow[]>;
  /** Removes committed rows that changed before a time. */
  prune(selection: {
    /** Milliseconds since the epoch; what changed then or later is kept. */
    readonly beforeMs: number;
    /** How many rows are removed at most. */
    readonly limit: number;
  }): Promise<void>;
  /** Gives the lease back, so that another process can take it. */
  release(): Promise<void>;
}

/**
 * Keeps rows on disk. `@kontti/store` has one in SQLite and one in PostgreSQL. Faults are `KonttiError`s: STORE_BUSY for what passes by
 * itself, STORE_FAILED for the rest.
 */
export interface OutboxStore extends RowWriter {
  /**
   * Adds rows whose id is new, all or none, and resolves once they are on disk. Returns for each the row that has the id now, so that its
   * digest shows whether it is the same one.
   */
  add(rows: readonly NewRow[]): Promise<readonly OutboxRow[]>;
  /** The row of an id, if there is one. */
  find(id: string): Promise<OutboxRow | undefined>;
  /** Rows in the order in which they were added. */
  list(selection: RowSelection): Promise<readonly OutboxRow[]>;
  /** How many rows each state has. */
  count(): Promise<Readonly<Record<OutboxState, number>>>;
  /** Takes the lease; `undefined` while another process has it. It ends with the process, however that ends. */
  lease(): Promise<OutboxLease | undefined>;
  /** Closes the files or connections of the store. */
  close(): Promise<void>;
}
