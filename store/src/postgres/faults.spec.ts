import { expect } from 'chai';
import { openPostgresDatabase, type PostgresConnection } from './postgres-database';
import { codeOf, KEEPERS, upTo, type KeptNumbers } from '../testing/kept-numbers';
import { findPostgres, startPostgres, type PostgresServer } from '../testing/postgres-server';
import type { SqlDatabase } from '../sql/database';

/** The table into which each kind of store writes first. */
const TABLES: Readonly<Record<string, string>> = {
  'an outbox': 'kontti_outbox',
  'a queue of readings': 'kontti_reading_queue',
  'a consumer': 'happened',
  'a projection': 'event',
};

describe('a schema of PostgreSQL', () => {
  const bin = findPostgres();
  if (bin === undefined) {
    it('keeps what it has under faults (PostgreSQL is not there)');
    return;
  }
  let server: PostgresServer;
  let connection: PostgresConnection;
  let admin: SqlDatabase;

  before(async () => {
    server = await startPostgres(bin);
  });
  after(() => server[Symbol.asyncDispose]());

  beforeEach(async () => {
    connection = await server.createSchema();
    admin = await openPostgresDatabase(connection);
  });
  afterEach(() => admin.close());

  for (const [name, keep] of Object.entries(KEEPERS)) {
    const table = TABLES[name] ?? '';
    const open = async (): Promise<KeptNumbers> => keep(await openPostgresDatabase(connection));

    it(`with ${name}, whose server has no room any more, takes no more, and goes on once there is`, async () => {
      const store = await open();
      await store.write(1);
      await admin.run(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$`);
      await admin.run(
        `CREATE TRIGGER full_disk BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION full_disk()`,
      );
      expect(await codeOf(store.write(2))).to.equal('STORE_FAILED');
      expect(await store.read()).to.deep.equal(upTo(1));
      await admin.run(`DROP TRIGGER full_disk ON ${table}`);
      await store.write(2);
      expect(await store.read()).to.deep.equal(upTo(2));
      await store.close();
    });

    it(`with ${name}, which another program locks, is waited for, for a while`, async () => {
      const store = await open();
      await store.write(1);
      await admin.transaction(async (sql) => {
        await sql.run(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
        expect(await codeOf(store.write(2))).to.equal('STORE_BUSY');
      });
      await store.write(2);
      expect(await store.read()).to.deep.equal(upTo(2));
      await store.close();
    });

    it(`with ${name}, whose connections the server ends, goes on over new ones`, async () => {
      const store = await open();
      await store.write(1);
      await admin.all(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = current_user',
      );
      let last = 1;
      while (last < 3) {
        const code = await codeOf(store.write(last + 1));
        if (code === undefined) last += 1;
        else expect(code).to.be.oneOf(['STORE_FAILED', 'STORE_BUSY']);
      }
      expect(await store.read()).to.deep.equal(upTo(3));
      await store.close();
    });
  }

  it('fails a transaction whose connection the server ends between two statements, and goes on', async () => {
    const database = await openPostgresDatabase(connection);
    const code = await codeOf(
      database.transaction(async (sql) => {
        const [own] = await sql.all('SELECT pg_backend_pid() AS pid');
        const pid = own?.['pid'] as number;
        await admin.all('SELECT pg_terminate_backend(?)', [pid]);
        while ((await admin.all('SELECT 1 AS one FROM pg_stat_activity WHERE pid = ?', [pid])).length > 0);
        await sql.all('SELECT 1 AS one');
      }),
    );
    expect(code).to.equal('STORE_FAILED');
    expect(await database.all('SELECT 1 AS one')).to.deep.equal([{ one: 1 }]);
    await database.close();
  });
});
