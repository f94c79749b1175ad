import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ERRORS, KonttiError } from '@kontti/client-sdk';
import { expect } from 'chai';
import { openSqliteConsumer, openSqliteOutbox, openSqliteProjection, openSqliteQueue } from '..';
import { openSqliteDatabase } from '../sqlite/sqlite-database';
import { describeOnSqlite } from '../testing/sqlite-driver';

const openers = [openSqliteConsumer, openSqliteOutbox, openSqliteProjection, openSqliteQueue];

describeOnSqlite('tables of another version', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-version-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  for (const open of openers) {
    it(`are refused, with a remedy of their own: ${open.name}`, async () => {
      const file = join(folder, 'store.db');
      await (await open({ file })).close();
      const database = await openSqliteDatabase(file);
      await database.run('UPDATE kontti_schema SET version = version + 1');
      await database.close();
      const refusal = await open({ file }).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(refusal).to.be.instanceOf(KonttiError);
      const { code, details } = refusal as KonttiError;
      expect(code).to.equal('STORE_VERSION');
      expect(details.remedy).to.equal(ERRORS.STORE_VERSION.remedy);
      expect(details['found']).to.equal(Number(details['expected']) + 1);
    });
  }
});
