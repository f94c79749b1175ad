import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { KonttiError } from '@kontti/client-sdk';
import { storeLimits } from '../limits';
import { createTurns } from '../sql/in-turn';
import { storeError } from '../sql/store-error';
import type { Sql, SqlDatabase, SqlLease, SqlRow, SqlValue } from '../sql/database';
import { SQLITE_DIALECT } from './dialect';
import { openSqlite } from './driver';
import type { SqliteHandle, SqliteStatement } from './driver';

/** Opens a file of SQLite, which is made with mode 0600. @throws STORE_FAILED, STORE_BUSY, STORE_DRIVER_MISSING */
export async function openSqliteDatabase(file: string): Promise<SqlDatabase> {
  return mapped(() => {
    createFile(file);
    const handle = openSqlite(file);
    try {
      // What a transaction wrote is on disk when it ends: WAL with FULL syncs each commit.
      handle.exec(
        `PRAGMA busy_timeout = ${storeLimits.busyBlockingMs}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;`,
      );
    } catch (error) {
      handle.close();
      throw error;
    }
    return new SqliteDatabase(file, handle);
  });
}

/** Files beside it get the same mode from SQLite. */
function createFile(file: string): void {
  if (existsSync(file)) {
    return;
  }
  closeSync(openSync(file, 'a', 0o600));
  const folder = openSync(dirname(resolve(file)), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

class SqliteDatabase implements SqlDatabase {
  readonly dialect = SQLITE_DIALECT;
  readonly #file: string;
  readonly #handle: SqliteHandle;
  readonly #turns = createTurns();
  readonly #statements = new Map<string, SqliteStatement>();
  /** Holds a lock of the system on a file beside the database, which ends with the process. */
  #lock: SqliteHandle | undefined;
  #isClosed = false;

  constructor(file: string, handle: SqliteHandle) {
    this.#file = file;
    this.#handle = handle;
  }

  all(text: string, values?: readonly SqlValue[]) {
    return this.#turns(() => this.#now.all(text, values));
  }

  run(text: string, values?: readonly SqlValue[]): Promise<void> {
    return this.#turns(() => this.#now.run(text, values));
  }

  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#turns(async () => {
      await this.#begin();
      try {
        const result = await work(this.#now);
        await this.#now.run('COMMIT');
        return result;
      } catch (error) {
        // A failure may have ended it already.
        await this.#now.run('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  async lease(): Promise<SqlLease | undefined> {
    if (this.#lock !== undefined) {
      return undefined;
    }
    const lock = await mapped(() => tryLock(`${this.#file}-lock`));
    if (lock === undefined) {
      return undefined;
    }
    this.#lock = lock;
    const held = <T>(call: () => Promise<T>): Promise<T> =>
      this.#lock === lock ? call() : Promise.reject(storeError('STORE_LEASE_LOST'));
    return {
      all: (text, values) => held(() => this.all(text, values)),
      run: (text, values) => held(() => this.run(text, values)),
      transaction: (work) => held(() => this.transaction(work)),
      release: () => {
        if (this.#lock === lock) {
          this.#unlock();
        }
        return Promise.resolve();
      },
    };
  }

  close(): Promise<void> {
    return this.#turns(() => {
      if (!this.#isClosed) {
        this.#isClosed = true;
        this.#unlock();
        this.#handle.close();
      }
      return Promise.resolve();
    });
  }

  /** Waits for another process's transaction without keeping this process from anything else. */
  async #begin(): Promise<void> {
    const endMs = Date.now() + storeLimits.busyMs;
    for (;;) {
      try {
        await this.#now.run('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        const isBusyYet = error instanceof KonttiError && error.code === 'STORE_BUSY' && Date.now() < endMs;
        if (!isBusyYet) {
          throw error;
        }
        await delay(storeLimits.busyDelayMs);
      }
    }
  }

  /** The handle itself, within a turn. */
  readonly #now: Sql = {
    all: (text, values = []) => mapped(() => this.#prepare(text).all(...values) as readonly SqlRow[]),
    run: (text, values = []) => mapped(() => void this.#prepare(text).run(...values)),
  };

  /** The same statements come again and again: each is compiled once. */
  #prepare(text: string): SqliteStatement {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#handle.prepare(text);
      if (this.#statements.size >= storeLimits.statementsKept) {
        this.#statements.clear();
      }
      this.#statements.set(text, statement);
    }
    return statement;
  }

  #unlock(): void {
    this.#lock?.close();
    this.#lock = undefined;
  }
}

function tryLock(file: string): SqliteHandle | undefined {
  createFile(file);
  const lock = openSqlite(file);
  try {
    // Its journal is in memory, so that a disk that is full has room for a lease.
    lock.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (isBusy(error)) {
      return undefined;
    }
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  return (
    error instanceof Error &&
    /database (table )?is locked|SQLITE_BUSY/.test(
      `${String((error as { code?: unknown }).code)} ${error.message}`,
    )
  );
}

/** What is wrong with a statement or its values (sqlite.org/rescode.html). */
function isRefusal(error: unknown): boolean {
  const { code, errcode } = error as { readonly code?: unknown; readonly errcode?: unknown };
  const primary = typeof errcode === 'number' ? errcode & 0xff : undefined;
  // The drivers' own words for values and statements that they do not take.
  const isMisused =
    (error instanceof TypeError || error instanceof RangeError) && !/not open/.test(error.message);
  return (
    isMisused ||
    (typeof code === 'string' && /^SQLITE_(CONSTRAINT|ERROR$|MISMATCH|RANGE|TOOBIG)/.test(code)) ||
    [1, 18, 19, 20, 25].includes(primary ?? 0)
  );
}

/** What SQLite throws, as an error of the SDK. */
async function mapped<T>(work: () => T): Promise<T> {
  try {
    return await Promise.resolve(work());
  } catch (cause) {
    if (cause instanceof KonttiError) {
      throw cause;
    }
    const code = isBusy(cause) ? 'STORE_BUSY' : isRefusal(cause) ? 'STATEMENT_REFUSED' : 'STORE_FAILED';
    throw storeError(code, { cause });
  }
}
