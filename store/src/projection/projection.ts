import type { ConsumerStore, KonttiEvent } from '@kontti/client-sdk';
import { openConsumerStore } from '../consumer/consumer-store';
import { storeLimits } from '../limits';
import { createForgettingStore, createRetention, findForgotten, forgetEvents } from './retention';
import { requireVersion } from '../sql/schema-version';
import type { Sql, SqlDatabase, SqlDialect, SqlRow, SqlValue } from '../sql/database';
import { digestTables } from './digests';
import { projectEvent } from './project-event';
import { createScrubbing } from './scrubbing';
import { PROJECTED_TABLES } from './tables';
import type { ProjectedTable } from './projected-table';

/** Of the tables of a projection. */
const SCHEMA_VERSION = 6;
/** The consumer that fills it. */
const CONSUMER = 'projection';

/** Tables that have what events said. */
const TABLES: readonly string[] = [...PROJECTED_TABLES.map(({ name }) => name), 'kontti_dead_letter'];

/** What `consume` needs to fill a projection, beside `from`. */
export interface ProjectionConsumer {
  /** Keeps the position in the same database. */
  readonly store: ConsumerStore<Sql>;
  /** The name under which the position is kept. */
  readonly name: string;
  /** Writes an event's rows with the transaction that moves the position. */
  readonly handler: (event: KonttiEvent, sql: Sql) => Promise<void>;
  /** Events of a block in one transaction. */
  readonly together: number;
}

/** What the ledger says, as tables. */
export interface Projection extends AsyncDisposable {
  /**
   * Fills the tables: each event and its rows are there together with the position.
   * @example await consume({ from: () => connect(options), ...projection.consumer });
   */
  readonly consumer: ProjectionConsumer;
  /**
   * Returns the rows of a statement, whose places for values are written `?`.
   * @example await projection.query('SELECT * FROM shipment WHERE custodian = ?', ['Org1MSP']);
   * @throws STATEMENT_REFUSED, STORE_BUSY, STORE_FAILED
   */
  query(text: string, values?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  /** Position of the last event, or block, in the tables; `undefined` before the first. @throws STORE_BUSY, STORE_FAILED */
  position(): Promise<string | undefined>;
  /**
   * Returns a digest of each table: the same for the same part of the ledger, on every machine and database.
   * @throws STORE_BUSY, STORE_FAILED
   */
  digests(): Promise<Readonly<Record<string, string>>>;
  /**
   * Removes what events said before a time from the table `event`, for good: what comes later with an earlier time, or again, is not
   * added to it. Returns how many there were. The other
   * tables keep what follows from them. Once it resolves, none of the database's own files has the bytes; logs that a server ships elsewhere do.
   * @example await projection.forget({ before: new Date('2025-01-01T00:00:00Z') });
   * @throws STORE_BUSY, STORE_FAILED
   */
  forget(options: { readonly before: Date }): Promise<number>;
  /**
   * Has none of the database's own files keep the bytes of what was erased. SQLite does so by itself, after each erasure that the ledger shows and after `forget`; in
   * PostgreSQL `forget` does, and erasures wait for this call, which locks each table while it writes it anew.
   * @throws STORE_BUSY while another program reads or writes, STORE_FAILED
   */
  scrub(): Promise<void>;
  /** The time before which events were removed; `undefined` where all are kept. @throws STORE_BUSY, STORE_FAILED */
  forgotten(): Promise<Date | undefined>;
  /** Empties the tables, so that `consume` fills them again from the ledger's first block. @throws STORE_BUSY, STORE_FAILED */
  reset(): Promise<void>;
  /** Closes the database; the projection cannot be used after that. */
  close(): Promise<void>;
}

/** Opens a projection in a database, whose tables are made where they are not there. The projection closes the database. */
export async function openProjection(database: SqlDatabase): Promise<Projection> {
  const store = createForgettingStore(await openConsumerStore(database), database);
  try {
    await database.dialect.overwrite(database);
    await database.transaction((sql) => createTables(sql, database.dialect));
  } catch (error) {
    await database.close();
    throw error;
  }
  const close = (): Promise<void> => database.close();
  const scrub = (): Promise<void> => database.dialect.scrub(database, TABLES);
  const scrubbing = createScrubbing(store, database.dialect.isQuicklyScrubbed ? scrub : undefined);
  // A process that ended may have left something.
  await scrubbing.afterErasure();
  return {
    consumer: {
      store: scrubbing.store,
      name: CONSUMER,
      handler: createHandler(database.dialect, scrubbing.expect),
      together: storeLimits.eventsTogether,
    },
    query: (text, values) => database.all(text, values),
    position: async () => (await store.state(CONSUMER)).position,
    digests: () => digestTables(database),
    async forget({ before }) {
      const { dialect } = database;
      const removed = await database.transaction((sql) =>
        forgetEvents(sql, { before, consumer: CONSUMER, dialect }),
      );
      await scrub();
      return removed;
    },
    scrub,
    forgotten: () => findForgotten(database),
    reset: () => database.transaction(empty),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Projects events, and has the database learn what it holds while it grows: without that, planners would look through all shipments. */
function createHandler({ analyze }: SqlDialect, onErasure: () => void): ProjectionConsumer['handler'] {
  let events = 0;
  let next: number = storeLimits.analyzedEvents;
  return async (event, sql) => {
    await projectEvent(event, sql);
    if (event.type === 'record.erased') {
      onErasure();
    }
    events += 1;
    if (events >= next) {
      next = events + Math.min(9 * events, storeLimits.analyzedEventsMax);
      await analyze(sql);
    }
  };
}

async function createTables(sql: Sql, dialect: SqlDialect): Promise<void> {
  for (const table of PROJECTED_TABLES) {
    await sql.run(`${tableToSql(table)}${dialect.clustered}`);
    for (const columns of table.indexes) {
      const name = `${table.name}_${columns.join('_')}`;
      await sql.run(`CREATE INDEX IF NOT EXISTS ${name} ON ${table.name} (${columns.join(', ')})`);
    }
  }
  await createRetention(sql);
  await requireVersion(sql, 'projection', SCHEMA_VERSION);
}

function tableToSql({ name, columns, key }: ProjectedTable): string {
  const lines = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
  return `CREATE TABLE IF NOT EXISTS ${name} (${lines.join(', ')}, PRIMARY KEY (${key.join(', ')}))`;
}

async function empty(sql: Sql): Promise<void> {
  for (const { name } of PROJECTED_TABLES) {
    await sql.run(`DELETE FROM ${name}`);
  }
  await sql.run('DELETE FROM kontti_dead_letter WHERE consumer = ?', [CONSUMER]);
  await sql.run('DELETE FROM kontti_consumer WHERE name = ?', [CONSUMER]);
}
