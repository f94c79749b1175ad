import type {
  DueSelection,
  NewRow,
  OutboxLease,
  OutboxRow,
  OutboxState,
  OutboxStore,
  RowChange,
  RowSelection,
} from '@kontti/client-sdk';
import type { Sql, SqlConnection, SqlDatabase, SqlDialect } from '../sql/database';
import { PROGRESS_COLUMNS, progressToValues, ROW_COLUMNS, rowToValues, toOutboxRow } from './outbox-rows';
import { createOutboxTables } from './schema';

const INSERTED = [...ROW_COLUMNS, ...PROGRESS_COLUMNS];
const INSERT = `INSERT INTO kontti_outbox (${INSERTED.join(', ')}, revision, behind)
  VALUES (${INSERTED.map(() => '?').join(', ')}, 0,
    CASE WHEN EXISTS (SELECT 1 FROM kontti_outbox WHERE key = ? AND state <> 'committed') THEN 1 ELSE 0 END)
  ON CONFLICT (id) DO NOTHING`;
const UPDATE = `UPDATE kontti_outbox SET revision = revision + 1, ${PROGRESS_COLUMNS.map((name) => `${name} = ?`).join(', ')}
  WHERE sequence = ? AND revision = ? RETURNING key`;
const REMOVE = 'DELETE FROM kontti_outbox WHERE sequence = ? AND revision = ? RETURNING key';
/** The first row of a key that is left comes to the front. */
const ADVANCE = `UPDATE kontti_outbox SET behind = 0
  WHERE sequence = (SELECT MIN(sequence) FROM kontti_outbox WHERE key = ? AND state <> 'committed')`;
const PRUNE = `DELETE FROM kontti_outbox WHERE sequence IN
  (SELECT sequence FROM kontti_outbox WHERE state = 'committed' AND changed_ms < ? ORDER BY sequence LIMIT ?)`;

/** Keeps an outbox in a database. The store closes the database. */
export async function openOutboxStore(database: SqlDatabase): Promise<OutboxStore> {
  try {
    await createOutboxTables(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return new SqlOutboxStore(database);
}

class SqlOutboxStore implements OutboxStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  add(rows: readonly NewRow[]): Promise<readonly OutboxRow[]> {
    return writing(this.#database, this.#database.dialect, async (sql) => {
      const added: OutboxRow[] = [];
      for (const row of rows) {
        await sql.run(INSERT, [...rowToValues(row), ...progressToValues(row.progress), row.key]);
        added.push(...(await findRows(sql, 'WHERE id = ?', [row.id])));
      }
      return added;
    });
  }

  async find(id: string): Promise<OutboxRow | undefined> {
    const [row] = await findRows(this.#database, 'WHERE id = ?', [id]);
    return row;
  }

  list({ states, after = 0, limit }: RowSelection): Promise<readonly OutboxRow[]> {
    const places = states.map(() => '?').join(', ');
    const which = `WHERE state IN (${places}) AND sequence > ? ORDER BY sequence LIMIT ?`;
    return findRows(this.#database, which, [...states, after, limit]);
  }

  async count(): Promise<Readonly<Record<OutboxState, number>>> {
    const counts = { waiting: 0, sent: 0, committed: 0, failed: 0, unsigned: 0 };
    const rows = await this.#database.all(
      'SELECT state, COUNT(*) AS count FROM kontti_outbox GROUP BY state',
    );
    for (const { state, count } of rows) {
      counts[state as OutboxState] = Number(count);
    }
    return counts;
  }

  write(changes: readonly RowChange[]): Promise<readonly boolean[]> {
    return write(this.#database, this.#database.dialect, changes);
  }

  async lease(): Promise<OutboxLease | undefined> {
    const { dialect } = this.#database;
    const lease = await this.#database.lease();
    return (
      lease && {
        write: (changes) => write(lease, dialect, changes),
        due: (selection) => findDue(lease, selection),
        prune: ({ beforeMs, limit }) => lease.run(PRUNE, [beforeMs, limit]),
        release: () => lease.release(),
      }
    );
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

/** A transaction beside which no other one writes to the table, so that each sees which rows of a key are left. */
function writing<T>(
  connection: SqlConnection,
  dialect: SqlDialect,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  return connection.transaction(async (sql) => {
    const lock = dialect.lockTable('kontti_outbox');
    if (lock !== undefined) {
      await sql.run(lock);
    }
    return work(sql);
  });
}

function write(
  connection: SqlConnection,
  dialect: SqlDialect,
  changes: readonly RowChange[],
): Promise<readonly boolean[]> {
  return writing(connection, dialect, async (sql) => {
    const done: boolean[] = [];
    for (const { sequence, revision, progress } of changes) {
      const [found] =
        progress === 'removed'
          ? await sql.all(REMOVE, [sequence, revision])
          : await sql.all(UPDATE, [...progressToValues(progress), sequence, revision]);
      const isLeft = progress === 'removed' || progress.state === 'committed';
      if (found !== undefined && isLeft) {
        await sql.run(ADVANCE, [found['key'] ?? null]);
      }
      done.push(found !== undefined);
    }
    return done;
  });
}

function findDue(sql: Sql, { nowMs, horizonMs, except, limit }: DueSelection): Promise<readonly OutboxRow[]> {
  const others = except.map(() => 'AND sequence <> ?').join(' ');
  const which = `WHERE behind = 0 AND state IN ('waiting', 'sent') AND (due_ms <= ? OR due_ms > ?) ${others}
    ORDER BY sequence LIMIT ?`;
  return findRows(sql, which, [nowMs, horizonMs, ...except, limit]);
}

async function findRows(
  sql: Sql,
  which: string,
  values: readonly (string | number)[],
): Promise<readonly OutboxRow[]> {
  const rows = await sql.all(`SELECT * FROM kontti_outbox ${which}`, values);
  return rows.map(toOutboxRow);
}
