import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KonttiError, openOutbox, type Outbox } from '@kontti/client-sdk';
import { expect } from 'chai';
import { openOutboxStore } from '../outbox/outbox-store';
import { openSqlite } from './driver';
import { openSqliteDatabase } from './sqlite-database';
import { describeOnSqlite } from '../testing/sqlite-driver';

const add = (outbox: Outbox, sequence: number) =>
  outbox.add({
    id: `row-${sequence}`,
    operation: 'shipments.acceptCustody',
    request: { shipmentId: `Org1MSP/${'S'.repeat(60)}`, sequence },
  });

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof KonttiError ? error.code : String(error)),
  );
}

describeOnSqlite('a file of SQLite', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-sqlite-'));
    file = join(folder, 'outbox.db');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is for its owner alone, and so are those beside it', async () => {
    const store = await openOutboxStore(await openSqliteDatabase(file));
    const lease = await store.lease();
    for (const name of [file, `${file}-wal`, `${file}-shm`, `${file}-lock`]) {
      expect((await stat(name)).mode & 0o777, name).to.equal(0o600);
    }
    await lease?.release();
    await store.close();
  });

  it('writes what is reported to disk, whatever the computer does then', async () => {
    const database = await openSqliteDatabase(file);
    const [[journal], [synchronous]] = [
      await database.all('PRAGMA journal_mode'),
      await database.all('PRAGMA synchronous'),
    ];
    expect({ ...journal, ...synchronous }).to.deep.equal({ journal_mode: 'wal', synchronous: 2 });
    await database.close();
  });

  it('that is full takes no more, and goes on with what it has once there is room', async () => {
    const database = await openSqliteDatabase(file);
    await using outbox = openOutbox({ store: await openOutboxStore(database) });
    const [pages] = await database.all('PRAGMA page_count');
    await database.all(`PRAGMA max_page_count = ${Number(pages?.['page_count']) + 2}`);
    let added = 0;
    let code: string | undefined;
    while (code === undefined) {
      code = await codeOf(add(outbox, added + 1));
      if (code === undefined) added += 1;
    }
    expect(code).to.equal('STORE_FAILED');
    expect(await outbox.count()).to.include({ waiting: added });
    await database.all('PRAGMA max_page_count = 1000000');
    await add(outbox, added + 1);
    expect(await outbox.count()).to.include({ waiting: added + 1 });
  });

  it('that another process locks is waited for, for a while', async () => {
    await using outbox = openOutbox({ store: await openOutboxStore(await openSqliteDatabase(file)) });
    const other = openSqlite(file);
    other.exec('BEGIN IMMEDIATE');
    const waiting = add(outbox, 1);
    await new Promise((resolve) => setImmediate(resolve));
    other.exec('ROLLBACK');
    expect(await waiting).to.include({ state: 'waiting' });
    other.exec('BEGIN IMMEDIATE');
    expect(await codeOf(add(outbox, 2))).to.equal('STORE_BUSY');
    other.exec('ROLLBACK');
    other.close();
  });

  it('that is damaged is refused, and left as it is', async () => {
    {
      await using outbox = openOutbox({ store: await openOutboxStore(await openSqliteDatabase(file)) });
      for (let sequence = 1; sequence <= 60; sequence += 1) await add(outbox, sequence);
    }
    const { size } = await stat(file);
    await truncate(file, Math.floor(size / 2) - 100);
    const cut = await readFile(file);
    const outcome = codeOf(
      openSqliteDatabase(file)
        .then(openOutboxStore)
        .then(async (store) => {
          await using outbox = openOutbox({ store });
          for (let sequence = 1; sequence <= 60; sequence += 1) await outbox.get({ id: `row-${sequence}` });
        }),
    );
    expect(await outcome).to.equal('STORE_FAILED');
    expect((await readFile(file)).equals(cut)).to.equal(true);
    await writeFile(file, 'no database at all, but a text of some length');
    expect(await codeOf(openSqliteDatabase(file))).to.equal('STORE_FAILED');
    expect(await codeOf(openSqliteDatabase(join(folder, 'nowhere', 'outbox.db')))).to.equal('STORE_FAILED');
  });
});
