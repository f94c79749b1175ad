import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutboxStore } from '@kontti/client-sdk';
import { itIsAnOutboxStore } from '@kontti/client-sdk/testing/outbox-store-cases';
import { openPostgresOutbox, openSqliteOutbox } from '..';
import { findPostgres, startPostgres, type PostgresServer } from '../testing/postgres-server';
import { describeOnSqlite } from '../testing/sqlite-driver';

/** The end of a process ends its connections, and with them the lease. */
const endLease = (store: OutboxStore): Promise<void> => store.close();

describeOnSqlite('a store in SQLite', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-store-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  let files = 0;
  itIsAnOutboxStore(() => {
    files += 1;
    const file = join(folder, `${files}.db`);
    return Promise.resolve({ open: () => openSqliteOutbox({ file }), endLease });
  });
});

describe('a store in PostgreSQL', () => {
  let server: PostgresServer | undefined;

  before(async function () {
    const bin = findPostgres();
    if (bin === undefined) {
      this.skip();
    }
    server = await startPostgres(bin);
  });

  after(() => server?.[Symbol.asyncDispose]());

  itIsAnOutboxStore(async () => {
    const connection = await server?.createSchema();
    return { open: () => openPostgresOutbox(connection), endLease };
  });
});
