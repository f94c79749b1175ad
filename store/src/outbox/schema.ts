import { requireVersion } from '../sql/schema-version';
import type { SqlDatabase } from '../sql/database';

/** Of the tables of an outbox. */
const SCHEMA_VERSION = 1;

/**
 * Makes the tables of an outbox where they are not there yet. `behind` is 1 for a row that waits behind another one of its key, so that what is
 * due is found without looking at the rest.
 * @throws STORE_VERSION where they are of another version
 */
export async function createOutboxTables(database: SqlDatabase): Promise<void> {
  const { dialect } = database;
  await database.transaction(async (sql) => {
    await sql.run(`CREATE TABLE IF NOT EXISTS kontti_outbox (
      sequence ${dialect.counter},
      id TEXT NOT NULL UNIQUE,
      key TEXT NOT NULL,
      operation TEXT NOT NULL,
      digest TEXT NOT NULL,
      added_ms BIGINT NOT NULL,
      behind INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      state TEXT NOT NULL,
      request ${dialect.bytes},
      transaction_id TEXT,
      envelope ${dialect.bytes},
      attempts INTEGER NOT NULL,
      due_ms BIGINT NOT NULL,
      reason TEXT,
      outcome TEXT,
      changed_ms BIGINT NOT NULL
    )`);
    await sql.run(`CREATE INDEX IF NOT EXISTS kontti_outbox_due ON kontti_outbox (sequence)
      WHERE behind = 0 AND state IN ('waiting', 'sent')`);
    await sql.run(`CREATE INDEX IF NOT EXISTS kontti_outbox_key ON kontti_outbox (key, sequence)
      WHERE state <> 'committed'`);
    await sql.run('CREATE INDEX IF NOT EXISTS kontti_outbox_state ON kontti_outbox (state, sequence)');
    await requireVersion(sql, 'outbox', SCHEMA_VERSION);
  });
}
