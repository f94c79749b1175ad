import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KonttiError, type ConsumerStore, type DeadLetter } from '@kontti/client-sdk';
import { expect } from 'chai';
import { openPostgresConsumer, openSqliteConsumer, type Sql } from '..';
import { findPostgres, startPostgres, type PostgresServer } from '../testing/postgres-server';
import { describeOnSqlite } from '../testing/sqlite-driver';

const [first, second] = ['aaaaaaaaaaaaaaaa:1.0.0', 'aaaaaaaaaaaaaaaa:2.0.0'] as const;
const letter: DeadLetter = {
  position: first,
  eventId: 'type:key',
  event: '{"ä":1}',
  reason: 'why',
  addedMs: 2 ** 42,
};

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof KonttiError ? error.code : String(error)),
  );
}

/** What every store of consumers has to do. */
function itIsAConsumerStore(startPlace: () => Promise<() => Promise<ConsumerStore<Sql>>>): void {
  let open: () => Promise<ConsumerStore<Sql>>;
  let store: ConsumerStore<Sql>;

  beforeEach(async () => {
    open = await startPlace();
    store = await open();
    const work = (sql: Sql): Promise<void> => sql.run('CREATE TABLE happened (id TEXT PRIMARY KEY)');
    await store.advance({ consumer: 'setup', from: undefined, to: first, work });
  });

  afterEach(() => store.close());

  const insert =
    (id: string) =>
    (sql: Sql): Promise<void> =>
      sql.run('INSERT INTO happened (id) VALUES (?)', [id]);

  async function happened(): Promise<readonly unknown[]> {
    let ids: readonly unknown[] = [];
    const { position } = await store.state('reader');
    const work = async (sql: Sql): Promise<void> => {
      ids = (await sql.all('SELECT id FROM happened ORDER BY id')).map(({ id }) => id);
    };
    await store.advance({ consumer: 'reader', from: position, to: first, work });
    return ids;
  }

  it('keeps a position with what belongs to it, for each consumer', async () => {
    expect(await store.state('erp')).to.deep.equal({ position: undefined, attempts: 0 });
    await store.advance({ consumer: 'erp', from: undefined, to: first, work: insert('a') });
    await store.advance({ consumer: 'erp', from: first, to: second });
    const other = await open();
    expect(await other.state('erp')).to.deep.equal({ position: second, attempts: 0 });
    expect(await other.state('wms')).to.deep.equal({ position: undefined, attempts: 0 });
    await other.close();
    expect(await happened()).to.deep.equal(['a']);
  });

  it('has neither position nor effect where the work fails, and gives its failure', async () => {
    const failure = new Error('no');
    const work = async (sql: Sql): Promise<void> => {
      await insert('a')(sql);
      throw failure;
    };
    const thrown = await store
      .advance({ consumer: 'erp', from: undefined, to: first, work })
      .catch((error: unknown) => error);
    expect(thrown).to.equal(failure);
    expect(await store.state('erp')).to.include({ position: undefined });
    expect(await happened()).to.deep.equal([]);
  });

  it('says by its code when a statement is wrong', async () => {
    await store.advance({ consumer: 'erp', from: undefined, to: first, work: insert('a') });
    const twice = store.advance({ consumer: 'erp', from: first, to: second, work: insert('a') });
    expect(await codeOf(twice)).to.equal('STATEMENT_REFUSED');
    const work = (sql: Sql): Promise<void> => sql.run('INSERT INTO nowhere VALUES (1)');
    expect(await codeOf(store.advance({ consumer: 'erp', from: first, to: second, work }))).to.equal(
      'STATEMENT_REFUSED',
    );
    const unfit = (sql: Sql): Promise<void> =>
      sql.run('INSERT INTO happened VALUES (?)', [{} as never, {} as never]);
    expect(await codeOf(store.advance({ consumer: 'erp', from: first, to: second, work: unfit }))).to.equal(
      'STATEMENT_REFUSED',
    );
    expect(await store.state('erp')).to.include({ position: first });
  });

  it('works for one of two processes', async () => {
    const other = await open();
    const outcomes = await Promise.all(
      [store, other].map((each, index) =>
        codeOf(each.advance({ consumer: 'erp', from: undefined, to: first, work: insert(`by ${index}`) })),
      ),
    );
    expect(outcomes).to.have.members(['CONSUMER_MOVED', undefined]);
    expect(await happened()).to.have.length(1);
    await other.close();
  });

  it('counts tries at a position, until the next one', async () => {
    await store.countAttempt('erp', undefined);
    await store.countAttempt('erp', undefined);
    await store.countAttempt('erp', second);
    expect(await store.state('erp')).to.deep.equal({ position: undefined, attempts: 2 });
    await store.advance({ consumer: 'erp', from: undefined, to: first });
    await store.countAttempt('erp', first);
    expect(await store.state('erp')).to.deep.equal({ position: first, attempts: 1 });
  });

  it('keeps dead letters with the position', async () => {
    const later = { ...letter, position: second };
    await store.advance({ consumer: 'erp', from: undefined, to: first, letter });
    await store.advance({ consumer: 'erp', from: first, to: second, letter: later });
    expect(await store.deadLetters({ consumer: 'erp', limit: 1 })).to.deep.equal([letter]);
    expect(await store.deadLetters({ consumer: 'erp', after: first, limit: 5 })).to.deep.equal([later]);
    expect(await store.deadLetters({ consumer: 'wms', limit: 5 })).to.deep.equal([]);
    expect(await store.dropDeadLetter('erp', first)).to.equal(true);
    expect(await store.dropDeadLetter('erp', first)).to.equal(false);
    expect(await store.deadLetters({ consumer: 'erp', limit: 5 })).to.deep.equal([later]);
  });
}

describeOnSqlite('a store of consumers in SQLite', () => {
  let folder: string;
  let files = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-consumer-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  itIsAConsumerStore(() => {
    files += 1;
    const file = join(folder, `${files}.db`);
    return Promise.resolve(() => openSqliteConsumer({ file }));
  });
});

describe('a store of consumers in PostgreSQL', () => {
  let server: PostgresServer | undefined;

  before(async function () {
    const bin = findPostgres();
    if (bin === undefined) {
      this.skip();
    }
    server = await startPostgres(bin);
  });

  after(() => server?.[Symbol.asyncDispose]());

  itIsAConsumerStore(async () => {
    const connection = await server?.createSchema();
    return () => openPostgresConsumer(connection);
  });
});
