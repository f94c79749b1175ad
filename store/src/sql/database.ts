/** What a column may hold. */
export type SqlValue = string | number | Uint8Array | null;

/** A row by the names of its columns. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Runs statements, whose places for values are written `?`. */
export interface Sql {
  /** Returns the rows of a statement that returns some. @throws STATEMENT_REFUSED, STORE_BUSY, STORE_FAILED */
  all(text: string, values?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  /** Runs a statement that returns none. @throws STATEMENT_REFUSED, STORE_BUSY, STORE_FAILED */
  run(text: string, values?: readonly SqlValue[]): Promise<void>;
}

/** What differs between databases in the statements of this package. */
export interface SqlDialect {
  /** Type of a column that counts rows in the order of their adding. */
  readonly counter: string;
  readonly bytes: string;
  /** Ends the statement that makes a table whose rows are kept in the order of its key, so that other indexes lead there in one step. */
  readonly clustered: string;
  /** Has the planner of queries know how many rows each value has. */
  readonly analyze: (sql: Sql) => Promise<void>;
  /** Has the database overwrite what is removed, where that is a setting of a connection. */
  readonly overwrite: (sql: Sql) => Promise<void>;
  /** Has the database's own files keep nothing of what was removed from tables. @throws STORE_BUSY while others read or write them */
  readonly scrub: (sql: Sql, tables: readonly string[]) => Promise<void>;
  /** True where that takes no longer the more there is. */
  readonly isQuicklyScrubbed: boolean;
  /** Statement that has a transaction be the only one that writes to a table. */
  readonly lockTable: (table: string) => string | undefined;
}

/** A connection whose transactions follow one another. */
export interface SqlConnection extends Sql {
  /** All of it is on disk once it resolves, or nothing of it is. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
}

/** What a process holds until it ends. */
export interface SqlLease extends SqlConnection {
  release(): Promise<void>;
}

/** A database that several processes open. Its failures are STORE_BUSY and STORE_FAILED. */
export interface SqlDatabase extends SqlConnection {
  readonly dialect: SqlDialect;
  /** Takes the lease, on whose connection statements fail with STORE_LEASE_LOST once it is lost; `undefined` while another has it. */
  lease(): Promise<SqlLease | undefined>;
  close(): Promise<void>;
}
