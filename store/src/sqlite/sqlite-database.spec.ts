import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openOutboxStore } from '../outbox/outbox-store';
import { openSqliteDatabase } from './sqlite-database';
import { codeOf } from '../testing/kept-numbers';
import { describeOnSqlite } from '../testing/sqlite-driver';

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

  it('in a folder that is not there is refused by name', async () => {
    expect(await codeOf(openSqliteDatabase(join(folder, 'nowhere', 'outbox.db')))).to.equal('STORE_FAILED');
  });
});
