import { copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openSqlite } from './driver';
import { openSqliteDatabase } from './sqlite-database';
import { codeOf, KEEPERS, upTo, type KeptNumbers } from '../testing/kept-numbers';
import { mountSmallDisk } from '../testing/small-disk';
import { describeOnSqlite } from '../testing/sqlite-driver';

const ENOUGH = 60;
/** Of a log that a crash left, the places at which it is cut. */
const CUTS = 12;

for (const [name, keep] of Object.entries(KEEPERS)) {
  describeOnSqlite(`a file of SQLite with ${name}`, () => {
    let folder: string;
    let file: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'kontti-faults-'));
      file = join(folder, 'store.db');
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const open = async (path = file): Promise<KeptNumbers> => keep(await openSqliteDatabase(path));

    async function write(store: KeptNumbers, from: number, to: number): Promise<void> {
      for (let number = from; number <= to; number += 1) await store.write(number);
    }

    /** Writes until there is no room any more; returns the last number that was written. */
    async function fill(store: KeptNumbers, from: number): Promise<number> {
      for (let number = from; ; number += 1) {
        const code = await codeOf(store.write(number));
        if (code === undefined) continue;
        expect(code).to.equal('STORE_FAILED');
        return number - 1;
      }
    }

    it('on a disk that is full takes no more, keeps what it has, and goes on once there is room', async function () {
      const disk = await mountSmallDisk(700);
      // No rights to mount a disk here.
      if (disk === undefined) this.skip();
      await using mounted = disk;
      const path = join(mounted.folder, 'store.db');
      const store = await open(path);
      try {
        const last = await fill(store, 1);
        expect(last).to.be.greaterThan(0);
        expect(await store.read()).to.deep.equal(upTo(last));
        expect(await codeOf(store.write(last + 1))).to.equal('STORE_FAILED');
        await mounted.resize(8_000);
        await write(store, last + 1, last + 5);
        expect(await store.read()).to.deep.equal(upTo(last + 5));
      } finally {
        await store.close();
      }
    });

    it('that may not grow takes no more, keeps what it has, and goes on once it may', async () => {
      const database = await openSqliteDatabase(file);
      const store = await keep(database);
      const [pages] = await database.all('PRAGMA page_count');
      await database.all(`PRAGMA max_page_count = ${Number(pages?.['page_count']) + 8}`);
      const last = await fill(store, 1);
      expect(await store.read()).to.deep.equal(upTo(last));
      await database.all('PRAGMA max_page_count = 1000000');
      await write(store, last + 1, last + 5);
      expect(await store.read()).to.deep.equal(upTo(last + 5));
      await store.close();
    });

    it('that another program locks is waited for, for a while', async () => {
      const store = await open();
      await store.write(1);
      const other = openSqlite(file);
      other.exec('BEGIN IMMEDIATE');
      const waiting = store.write(2);
      await new Promise((resolve) => setImmediate(resolve));
      other.exec('ROLLBACK');
      await waiting;
      other.exec('BEGIN IMMEDIATE');
      expect(await codeOf(store.write(3))).to.equal('STORE_BUSY');
      other.exec('ROLLBACK');
      other.close();
      await store.write(3);
      expect(await store.read()).to.deep.equal(upTo(3));
      await store.close();
    });

    it('that is cut in the middle, or is something else, is refused and left as it is', async () => {
      const store = await open();
      await write(store, 1, ENOUGH);
      await store.close();
      const { size } = await stat(file);
      await truncate(file, Math.floor(size / 2) - 100);
      const cut = await readFile(file);
      const reading = async (): Promise<void> => {
        const opened = await open();
        try {
          await opened.read();
        } finally {
          await opened.close();
        }
      };
      expect(await codeOf(reading())).to.equal('STORE_FAILED');
      expect((await readFile(file)).equals(cut)).to.equal(true);
      await writeFile(file, 'no database at all, but a text of some length');
      expect(await codeOf(reading())).to.equal('STORE_FAILED');
    });

    it('whose log a crash cut has what was written up to some number, and goes on from there', async () => {
      const store = await open();
      await write(store, 1, ENOUGH);
      const log = await readFile(`${file}-wal`);
      await copyFile(file, join(folder, 'crashed.db'));
      await store.close();
      let fewest = ENOUGH;
      for (let cut = 0; cut < CUTS; cut += 1) {
        const path = join(folder, `cut-${cut}.db`);
        await copyFile(join(folder, 'crashed.db'), path);
        await writeFile(
          `${path}-wal`,
          log.subarray(0, Math.floor((log.length * (cut + 1)) / CUTS) - 7 * cut),
        );
        const opened = await open(path);
        const numbers = await opened.read();
        expect(numbers, `cut ${cut}`).to.deep.equal(upTo(numbers.length));
        fewest = Math.min(fewest, numbers.length);
        await opened.write(numbers.length + 1);
        expect(await opened.read()).to.deep.equal(upTo(numbers.length + 1));
        await opened.close();
      }
      expect(fewest).to.be.lessThan(ENOUGH);
    });
  });
}
