import { KonttiError } from '@kontti/client-sdk';
import type * as Pg from 'pg';
import { storeLimits } from '../limits';
import { createTurns } from '../sql/in-turn';
import { storeError } from '../sql/store-error';
import type { Sql, SqlDatabase, SqlDialect, SqlLease, SqlRow, SqlValue } from '../sql/database';

/** How PostgreSQL is reached, as the package `pg` takes it. What is not given is in its variables `PGHOST`, `PGUSER` and so on. */
export interface PostgresConnection {
  /** A URI, `postgres://user:password@host:port/database`; what it names counts before the options below. */
  readonly connectionString?: string;
  /** A name, an address, or the folder of a socket. */
  readonly host?: string;
  /** Port of the server; 5432 where nothing names one. */
  readonly port?: number;
  /** Name of the role; the operating system's user where nothing names one. */
  readonly user?: string;
  /** The password, or a function that returns it whenever a connection is opened. */
  readonly password?: string | (() => string | Promise<string>);
  /** Name of the database; the role's name where nothing names one. */
  readonly database?: string;
  /** True, or the options of Node's `tls.connect`. */
  readonly ssl?: boolean | object;
  /** Settings of the session, e.g. `-c search_path=kontti`. */
  readonly options?: string;
}

const DIALECT: SqlDialect = {
  counter: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  bytes: 'BYTEA',
  clustered: '',
  analyze: (sql) => sql.run('ANALYZE'),
  overwrite: () => Promise.resolve(),
  async scrub(sql, tables) {
    // Rows that are gone stay in their pages until the table is written anew.
    for (const table of tables) await sql.run(`VACUUM FULL ${table}`);
  },
  isQuicklyScrubbed: false,
  // Others may read meanwhile.
  lockTable: (table) => `LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`,
};

/** Of this package's advisory locks. */
const LOCK_CLASS = 0x6b6f6e74;

/** What passes by itself: locks, and servers that start or are full (PostgreSQL's Appendix A). */
const PASSING: ReadonlySet<string> = new Set(['40001', '40P01', '53300', '55P03', '57P03']);

/** Connects to PostgreSQL. @throws STORE_FAILED, STORE_BUSY, STORE_DRIVER_MISSING */
export async function openPostgresDatabase(connection: PostgresConnection): Promise<SqlDatabase> {
  const { Client, Pool } = loadDriver();
  const config: Pg.ClientConfig = {
    connectionTimeoutMillis: storeLimits.connectMs,
    lock_timeout: storeLimits.busyMs,
    ...connection,
  };
  const pool = new Pool({ ...config, max: storeLimits.connectionsMax });
  // A connection that is lost while it rests is replaced.
  pool.on('error', () => undefined);
  // One that is lost in use fails the next statement; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const database = new PostgresDatabase(pool, () => new Client(config));
  try {
    await database.all('SELECT 1 AS one');
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

function loadDriver(): typeof Pg {
  try {
    return require('pg') as typeof Pg;
  } catch (cause) {
    throw storeError('STORE_DRIVER_MISSING', { cause, details: { package: 'pg' } });
  }
}

class PostgresDatabase implements SqlDatabase {
  readonly dialect = DIALECT;
  readonly #pool: Pg.Pool;
  readonly #createClient: () => Pg.Client;
  readonly #leases = new Set<SqlLease>();
  #isClosed = false;

  constructor(pool: Pg.Pool, createClient: () => Pg.Client) {
    this.#pool = pool;
    this.#createClient = createClient;
  }

  all(text: string, values?: readonly SqlValue[]): Promise<readonly SqlRow[]> {
    return mapped(() => query(this.#pool, text, values));
  }

  async run(text: string, values?: readonly SqlValue[]): Promise<void> {
    await this.all(text, values);
  }

  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const client = await mapped(() => this.#pool.connect());
    let isBroken = false;
    try {
      return await inTransaction(client, work);
    } catch (error) {
      isBroken = true;
      throw error;
    } finally {
      client.release(isBroken);
    }
  }

  /** An advisory lock of a connection of its own: it ends when that ends, and what is written under it goes through the same connection. */
  async lease(): Promise<SqlLease | undefined> {
    const client = this.#createClient();
    client.on('error', () => undefined);
    await mapped(() => client.connect());
    const [answer] = await mapped(() =>
      query(client, 'SELECT pg_try_advisory_lock(?, hashtext(current_schema())) AS held', [LOCK_CLASS]),
    );
    if ((answer?.['held'] as unknown) !== true) {
      await client.end();
      return undefined;
    }
    const lease = createLease(client, () => this.#leases.delete(lease));
    this.#leases.add(lease);
    return lease;
  }

  async close(): Promise<void> {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    await Promise.all([...this.#leases].map((lease) => lease.release()));
    await this.#pool.end();
  }
}

function createLease(client: Pg.Client, forget: () => void): SqlLease {
  const turns = createTurns();
  let isHeld = true;
  client.on('end', () => (isHeld = false));
  client.on('error', () => (isHeld = false));
  const held = <T>(call: () => Promise<T>): Promise<T> =>
    turns(async () => {
      if (!isHeld) {
        throw storeError('STORE_LEASE_LOST');
      }
      try {
        return await call();
      } catch (cause) {
        throw isHeld ? cause : storeError('STORE_LEASE_LOST', { cause });
      }
    });
  return {
    all: (text, values) => held(() => mapped(() => query(client, text, values))),
    run: (text, values) => held(async () => void (await mapped(() => query(client, text, values)))),
    transaction: (work) => held(() => inTransaction(client, work)),
    release: () =>
      turns(async () => {
        isHeld = false;
        forget();
        await client.end().catch(() => undefined);
      }),
  };
}

type Queryable = Pick<Pg.ClientBase, 'query'>;

async function inTransaction<T>(client: Queryable, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql: Sql = {
    all: (text, values) => mapped(() => query(client, text, values)),
    run: async (text, values) => void (await mapped(() => query(client, text, values))),
  };
  await sql.run('BEGIN');
  try {
    // Also where the server usually answers before it wrote.
    await sql.run(
      "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'",
    );
    const result = await work(sql);
    await sql.run('COMMIT');
    return result;
  } catch (error) {
    await sql.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function query(
  client: Queryable,
  text: string,
  values: readonly SqlValue[] = [],
): Promise<readonly SqlRow[]> {
  let place = 0;
  const numbered = text.replace(/\?/g, () => `$${(place += 1)}`);
  const { rows } = await client.query<SqlRow>(numbered, [...values]);
  return rows;
}

/** What the driver throws, as an error of the SDK. */
async function mapped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof KonttiError) {
      throw cause;
    }
    const code = String((cause as { readonly code?: unknown }).code);
    throw storeError(toStoreCode(code), { cause });
  }
}

/** Classes 22, 23, 42 and P0 say what is wrong with a statement or its values, 08P01 that there are too many or too few of these. */
function toStoreCode(code: string): 'STATEMENT_REFUSED' | 'STORE_BUSY' | 'STORE_FAILED' {
  if (PASSING.has(code)) {
    return 'STORE_BUSY';
  }
  return /^(08P01|(22|23|42|P0)...)$/.test(code) ? 'STATEMENT_REFUSED' : 'STORE_FAILED';
}
