import {
  openSqlite,
  SQLITE_DIALECT,
  type Sql,
  type SqlDatabase,
  type SqliteHandle,
  type SqliteStatement,
  type SqlRow,
  type SqlValue,
} from '@kontti/store/testing/projection-parts';

/** SQLite in memory, whose statements take no time. */
export class CompiledSql {
  readonly #handle: SqliteHandle = openSqlite(':memory:');
  readonly #statements = new Map<string, SqliteStatement>();

  all(text: string, values: readonly SqlValue[] = []): readonly SqlRow[] {
    return this.#prepare(text).all(...values) as readonly SqlRow[];
  }

  run(text: string, values: readonly SqlValue[] = []): void {
    this.#prepare(text).run(...values);
  }

  close(): void {
    this.#handle.close();
  }

  #prepare(text: string): SqliteStatement {
    const statement = this.#statements.get(text) ?? this.#handle.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}

/** A database that one caller at a time uses, and that nothing interrupts. */
export function openAtOnce(compiled: CompiledSql): SqlDatabase {
  const sql: Sql = {
    all: (text, values) => Promise.resolve(compiled.all(text, values)),
    run: (text, values) => Promise.resolve(compiled.run(text, values)),
  };
  return {
    ...sql,
    dialect: SQLITE_DIALECT,
    async transaction(work) {
      compiled.run('BEGIN');
      try {
        const result = await work(sql);
        compiled.run('COMMIT');
        return result;
      } catch (error) {
        compiled.run('ROLLBACK');
        throw error;
      }
    },
    lease: () => Promise.resolve(undefined),
    close: () => Promise.resolve(compiled.close()),
  };
}
