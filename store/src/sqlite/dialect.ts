import { setTimeout as delay } from 'node:timers/promises';
import { storeLimits } from '../limits';
import { storeError } from '../sql/store-error';
import type { Sql, SqlDialect } from '../sql/database';

/** Statements as SQLite understands them. */
export const SQLITE_DIALECT: SqlDialect = {
  counter: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  bytes: 'BLOB',
  clustered: ' WITHOUT ROWID',
  analyze: async (sql) => {
    await sql.all(`PRAGMA analysis_limit = ${storeLimits.analyzedRows}`);
    await sql.run('ANALYZE');
  },
  overwrite: async (sql) => void (await sql.all('PRAGMA secure_delete = ON')),
  scrub: truncateLog,
  isQuicklyScrubbed: true,
  // There is one writer at a time.
  lockTable: () => undefined,
};

/** The log has pages as they were before; those of the file itself are overwritten with `secure_delete`. */
async function truncateLog(sql: Sql): Promise<void> {
  const endMs = Date.now() + storeLimits.busyMs;
  for (;;) {
    const [checkpoint] = await sql.all('PRAGMA wal_checkpoint(TRUNCATE)');
    if (checkpoint?.['busy'] === 0) return;
    if (Date.now() >= endMs) throw storeError('STORE_BUSY');
    await delay(storeLimits.busyDelayMs);
  }
}
