import type {
  QueuedRow,
  QueueLease,
  QueueProgress,
  QueueSelection,
  QueueStore,
  RejectedRow,
} from '@kontti/client-sdk';
import { storeLimits } from '../limits';
import type { Sql, SqlConnection, SqlDatabase, SqlRow, SqlValue } from '../sql/database';
import { requireVersion } from '../sql/schema-version';

/** Of the table of a queue. */
const SCHEMA_VERSION = 1;
const TABLE = 'kontti_reading_queue';

/** Keeps a queue of readings in a database. The store closes the database. */
export async function openQueueStore(database: SqlDatabase): Promise<QueueStore> {
  try {
    await database.transaction((sql) => createTable(sql, database));
  } catch (error) {
    await database.close();
    throw error;
  }
  return new SqlQueueStore(database);
}

/** A row that was rejected has a reason. */
async function createTable(sql: Sql, { dialect }: SqlDatabase): Promise<void> {
  await sql.run(`CREATE TABLE IF NOT EXISTS ${TABLE} (
    sequence ${dialect.counter},
    content TEXT NOT NULL,
    reason TEXT,
    rejected_ms BIGINT
  )`);
  await sql.run(
    `CREATE INDEX IF NOT EXISTS ${TABLE}_rejected ON ${TABLE} (sequence) WHERE reason IS NOT NULL`,
  );
  await requireVersion(sql, 'reading_queue', SCHEMA_VERSION);
}

class SqlQueueStore implements QueueStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  add(rows: readonly string[]): Promise<void> {
    return this.#write(this.#database, (sql) =>
      insert(
        sql,
        ['content'],
        rows.map((row) => [row]),
      ),
    );
  }

  addRejected(rows: readonly Omit<RejectedRow, 'sequence'>[]): Promise<void> {
    const values = rows.map(({ row, reason, rejectedMs }) => [row, reason, rejectedMs]);
    return this.#write(this.#database, (sql) => insert(sql, ['content', 'reason', 'rejected_ms'], values));
  }

  async rejected({ after, limit }: QueueSelection): Promise<readonly RejectedRow[]> {
    const text = `SELECT * FROM ${TABLE} WHERE reason IS NOT NULL AND sequence > ? ORDER BY sequence LIMIT ?`;
    const rows = await this.#database.all(text, [after, limit]);
    return rows.map((row) => ({
      ...toQueuedRow(row),
      reason: String(row['reason']),
      rejectedMs: Number(row['rejected_ms']),
    }));
  }

  takeRejected(sequences: readonly number[], to: 'waiting' | 'removed'): Promise<number> {
    return this.#write(this.#database, async (sql) => {
      let taken = 0;
      for (const sequence of sequences) {
        const which = `FROM ${TABLE} WHERE sequence = ? AND reason IS NOT NULL`;
        const [found] = await sql.all(`SELECT content ${which}`, [sequence]);
        if (found === undefined) continue;
        taken += 1;
        await sql.run(`DELETE ${which}`, [sequence]);
        if (to === 'waiting') await insert(sql, ['content'], [[found['content'] ?? null]]);
      }
      return taken;
    });
  }

  async count(): Promise<{ readonly waiting: number; readonly rejected: number }> {
    const [row] = await this.#database.all(
      `SELECT COUNT(*) AS rows, COUNT(reason) AS rejected FROM ${TABLE}`,
    );
    const rejected = Number(row?.['rejected']);
    return { waiting: Number(row?.['rows']) - rejected, rejected };
  }

  async lease(): Promise<QueueLease | undefined> {
    const lease = await this.#database.lease();
    return (
      lease && {
        list: ({ after, limit }) => listWaiting(lease, after, limit),
        settle: (progress) => this.#write(lease, (sql) => settle(sql, progress)),
        release: () => lease.release(),
      }
    );
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /** A transaction beside which no other one adds rows, so that they become visible in the order of their numbers. */
  #write<T>(connection: SqlConnection, work: (sql: Sql) => Promise<T>): Promise<T> {
    return connection.transaction(async (sql) => {
      const lock = this.#database.dialect.lockTable(TABLE);
      if (lock !== undefined) await sql.run(lock);
      return work(sql);
    });
  }
}

async function listWaiting(sql: Sql, after: number, limit: number): Promise<readonly QueuedRow[]> {
  const text = `SELECT sequence, content FROM ${TABLE} WHERE reason IS NULL AND sequence > ? ORDER BY sequence LIMIT ?`;
  return (await sql.all(text, [after, limit])).map(toQueuedRow);
}

async function settle(sql: Sql, { done, rejected }: QueueProgress): Promise<void> {
  for (const sequences of chunksOf(done)) {
    await sql.run(`DELETE FROM ${TABLE} WHERE sequence IN (${placesOf(sequences)})`, sequences);
  }
  for (const { sequence, reason, rejectedMs } of rejected) {
    const text = `UPDATE ${TABLE} SET reason = ?, rejected_ms = ? WHERE sequence = ?`;
    await sql.run(text, [reason, rejectedMs, sequence]);
  }
}

/** Adds rows, many with a statement. */
async function insert(
  sql: Sql,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    const places = chunk.map((row) => `(${placesOf(row)})`).join(', ');
    await sql.run(`INSERT INTO ${TABLE} (${columns.join(', ')}) VALUES ${places}`, chunk.flat());
  }
}

function placesOf(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

function chunksOf<T>(values: readonly T[]): readonly (readonly T[])[] {
  const { rowsOfStatement: length } = storeLimits;
  return Array.from({ length: Math.ceil(values.length / length) }, (_, index) =>
    values.slice(index * length, (index + 1) * length),
  );
}

/** Numbers of eight bytes come as text from PostgreSQL. */
function toQueuedRow(row: SqlRow): QueuedRow {
  return { sequence: Number(row['sequence']), row: String(row['content']) };
}
