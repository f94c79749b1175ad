import { storeError } from '../sql/store-error';
import type { SqlValue } from '../sql/database';

/** A statement that was compiled. */
export interface SqliteStatement {
  all(...values: SqlValue[]): unknown[];
  run(...values: SqlValue[]): unknown;
}

/** What this package uses of `better-sqlite3` and of Node's own `node:sqlite` alike. */
export interface SqliteHandle {
  exec(text: string): unknown;
  prepare(text: string): SqliteStatement;
  close(): unknown;
}

type OpenFile = new (file: string) => SqliteHandle;
type Open = (file: string) => SqliteHandle;

/** `better-sqlite3` has to be built for the Node that runs; where it is not, Node from 22.13 on has SQLite itself. */
const DRIVERS: readonly (() => Open)[] = [
  () => {
    const Database = require('better-sqlite3') as OpenFile;
    // Its native part is loaded when a database is opened.
    new Database(':memory:').close();
    return (file) => new Database(file);
  },
  () => {
    const { DatabaseSync } = require('node:sqlite') as {
      readonly DatabaseSync: OpenFile;
    };
    return (file) => new DatabaseSync(file);
  },
];

let found: Open | undefined;

/** Opens a file of SQLite. @throws STORE_DRIVER_MISSING */
export function openSqlite(file: string): SqliteHandle {
  found ??= findDriver();
  return found(file);
}

function findDriver(): Open {
  let cause: unknown;
  for (const load of DRIVERS) {
    try {
      return load();
    } catch (error) {
      cause ??= error;
    }
  }
  throw storeError('STORE_DRIVER_MISSING', { cause, details: { package: 'better-sqlite3' } });
}
