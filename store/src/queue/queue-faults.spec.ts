import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KonttiError, openReadingQueue, type ReadingQueue } from '@kontti/client-sdk';
import { expect } from 'chai';
import { openSqlite } from '../sqlite/driver';
import { openSqliteDatabase } from '../sqlite/sqlite-database';
import type { SqlDatabase } from '../sql/database';
import { describeOnSqlite } from '../testing/sqlite-driver';
import { openQueueStore } from './queue-store';

describeOnSqlite('a queue of readings whose file', () => {
  let folder: string;
  let file: string;
  let database: SqlDatabase;
  let queue: ReadingQueue;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-queue-faults-'));
    file = join(folder, 'queue.db');
    database = await openSqliteDatabase(file);
    queue = openReadingQueue({ store: await openQueueStore(database), signerOf: () => undefined });
  });

  afterEach(async () => {
    await queue.close();
    await rm(folder, { recursive: true, force: true });
  });

  const add = (rows: number): Promise<string | undefined> =>
    queue
      .add(
        Array.from({ length: rows }, (_, index) => ({
          ...{ deviceId: 'Org1MSP/D-1', shipmentId: 'Org1MSP/S-1', temperatureMilliC: index },
          at: new Date(Date.UTC(2026, 2, 1) + index),
        })),
      )
      .then(
        () => undefined,
        (error: unknown) => (error instanceof KonttiError ? error.code : String(error)),
      );

  it('is full takes no more rows, all or none, and goes on once there is room', async () => {
    const [pages] = await database.all('PRAGMA page_count');
    await database.all(`PRAGMA max_page_count = ${Number(pages?.['page_count']) + 8}`);
    let added = 0;
    let code = await add(50);
    while (code === undefined) {
      added += 50;
      code = await add(50);
    }
    expect(code).to.equal('STORE_FAILED');
    expect(await queue.count()).to.deep.equal({ waiting: added, rejected: 0 });
    await database.all('PRAGMA max_page_count = 1000000');
    expect(await add(50)).to.equal(undefined);
    expect(await queue.count()).to.deep.equal({ waiting: added + 50, rejected: 0 });
  });

  it('is locked by another program waits for it, for a while', async () => {
    const other = openSqlite(file);
    other.exec('BEGIN IMMEDIATE');
    const waiting = add(1);
    await new Promise((resolve) => setImmediate(resolve));
    other.exec('ROLLBACK');
    expect(await waiting).to.equal(undefined);
    other.exec('BEGIN IMMEDIATE');
    expect(await add(1)).to.equal('STORE_BUSY');
    other.exec('ROLLBACK');
    other.close();
    expect(await queue.count()).to.deep.equal({ waiting: 1, rejected: 0 });
  });
});
