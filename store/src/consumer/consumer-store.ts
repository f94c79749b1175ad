import type {
  ConsumerState,
  ConsumerStep,
  ConsumerStore,
  DeadLetter,
  DeadLetterSelection,
} from '@kontti/client-sdk';
import { requireVersion } from '../sql/schema-version';
import { storeError } from '../sql/store-error';
import type { Sql, SqlDatabase, SqlDialect, SqlRow } from '../sql/database';

/** Of the tables of consumers. */
const SCHEMA_VERSION = 1;

/** Before the first position. */
const NOWHERE = '';

/** Keeps consumers in a database, in which their handlers write too. The store closes the database. */
export async function openConsumerStore(database: SqlDatabase): Promise<ConsumerStore<Sql>> {
  try {
    await database.transaction((sql) => createTables(sql, database.dialect));
  } catch (error) {
    await database.close();
    throw error;
  }
  return new SqlConsumerStore(database);
}

async function createTables(sql: Sql, { counter }: SqlDialect): Promise<void> {
  await sql.run(`CREATE TABLE IF NOT EXISTS kontti_consumer (
    name TEXT PRIMARY KEY,
    position TEXT NOT NULL,
    attempts INTEGER NOT NULL
  )`);
  await sql.run(`CREATE TABLE IF NOT EXISTS kontti_dead_letter (
    sequence ${counter},
    consumer TEXT NOT NULL,
    position TEXT NOT NULL,
    event_id TEXT NOT NULL,
    event TEXT NOT NULL,
    reason TEXT NOT NULL,
    added_ms BIGINT NOT NULL,
    UNIQUE (consumer, position)
  )`);
  await requireVersion(sql, 'consumer', SCHEMA_VERSION);
}

class SqlConsumerStore implements ConsumerStore<Sql> {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async state(consumer: string): Promise<ConsumerState> {
    const [row] = await this.#database.all('SELECT * FROM kontti_consumer WHERE name = ?', [consumer]);
    const position = row?.['position'];
    return {
      position: typeof position === 'string' && position !== NOWHERE ? position : undefined,
      attempts: Number(row?.['attempts'] ?? 0),
    };
  }

  async countAttempt(consumer: string, position: string | undefined): Promise<void> {
    await this.#database.transaction(async (sql) => {
      await addConsumer(sql, consumer);
      const counted = 'UPDATE kontti_consumer SET attempts = attempts + 1 WHERE name = ? AND position = ?';
      await sql.run(counted, [consumer, position ?? NOWHERE]);
    });
  }

  async advance({ consumer, from, to, work, letter }: ConsumerStep<Sql>): Promise<void> {
    await this.#database.transaction(async (sql) => {
      await addConsumer(sql, consumer);
      // Locks the consumer's row, so that of two processes one has moved it before the other one works.
      const moved = await sql.all(
        'UPDATE kontti_consumer SET position = ?, attempts = 0 WHERE name = ? AND position = ? RETURNING name',
        [to, consumer, from ?? NOWHERE],
      );
      if (moved.length === 0) {
        throw storeError('CONSUMER_MOVED');
      }
      if (letter !== undefined) {
        const { position, eventId, event, reason, addedMs } = letter;
        await sql.run(
          `INSERT INTO kontti_dead_letter (consumer, position, event_id, event, reason, added_ms)
            VALUES (?, ?, ?, ?, ?, ?)`,
          [consumer, position, eventId, event, reason, addedMs],
        );
      }
      await work?.(sql);
    });
  }

  async deadLetters({ consumer, after, limit }: DeadLetterSelection): Promise<readonly DeadLetter[]> {
    const rows = await this.#database.all(
      `SELECT * FROM kontti_dead_letter WHERE consumer = ? AND sequence >
        COALESCE((SELECT sequence FROM kontti_dead_letter WHERE consumer = ? AND position = ?), 0)
        ORDER BY sequence LIMIT ?`,
      [consumer, consumer, after ?? NOWHERE, limit],
    );
    return rows.map(toDeadLetter);
  }

  async dropDeadLetter(consumer: string, position: string): Promise<boolean> {
    const gone = 'DELETE FROM kontti_dead_letter WHERE consumer = ? AND position = ? RETURNING position';
    const rows = await this.#database.all(gone, [consumer, position]);
    return rows.length > 0;
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

async function addConsumer(sql: Sql, consumer: string): Promise<void> {
  const added =
    'INSERT INTO kontti_consumer (name, position, attempts) VALUES (?, ?, 0) ON CONFLICT (name) DO NOTHING';
  await sql.run(added, [consumer, NOWHERE]);
}

function toDeadLetter(row: SqlRow): DeadLetter {
  return {
    position: String(row['position']),
    eventId: String(row['event_id']),
    event: String(row['event']),
    reason: String(row['reason']),
    addedMs: Number(row['added_ms']),
  };
}
