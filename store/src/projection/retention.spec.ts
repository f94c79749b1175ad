import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KonttiEvent } from '@kontti/client-sdk';
import { expect } from 'chai';
import type { SqlDatabase } from '../sql/database';
import { openPostgresDatabase } from '../postgres/postgres-database';
import { openSqliteDatabase } from '../sqlite/sqlite-database';
import { findPostgres, startPostgres, type PostgresServer } from '../testing/postgres-server';
import { describeOnSqlite } from '../testing/sqlite-driver';
import { readAssetEvents } from './asset-events';
import { openProjection, type Projection } from './projection';

const RECORD = `AMSP/${'5'.repeat(32)}`;
const COMMITMENT = 'c0ffee'.repeat(10);
const SECRET = 'the driver was asleep';
const NAMES = Array.from({ length: 200 }, (_, index) => `Example place ${index} of nobody`);

const GRANTED = {
  ...{
    proven: true,
    type: 'shipment.granted',
    id: 'x',
    key: 'grant/AMSP/S-1/BMSP',
    index: undefined,
    ref: 'x',
  },
  ...{ transactionId: 'x', block: 7n, tx: 1, position: 'aaaaaaaaaaaaaaaa:7.1.0', digest: 'a'.repeat(64) },
  ...{ vouchers: ['AMSP'], body: { note: SECRET } },
};

/** A database, and the bytes of its own files. */
interface Place {
  readonly database: SqlDatabase;
  readBytes(): Promise<Buffer>;
  /** Resolves once a transaction waits for a table; where transactions follow one another by themselves, it is not there. */
  isWaiting?(): Promise<void>;
}

function itForgets(open: () => Promise<Place>): void {
  let place: Place;
  let projection: Projection;
  let tx: number;

  beforeEach(async () => {
    tx = 0;
    place = await open();
    projection = await openProjection(place.database);
  });
  afterEach(() => projection.close());

  async function record(
    type: string,
    key: string,
    { body, day, index }: { readonly body: object; readonly day: number; readonly index?: number },
  ): Promise<void> {
    const from = (await projection.position()) ?? undefined;
    tx += 1;
    const position = `aaaaaaaaaaaaaaaa:7.${tx}.0`;
    const id = `${type}:${key}${index === undefined ? '' : `#${index}`}`;
    const event = {
      ...{ proven: true, type, id, key, index, ref: 'x', transactionId: 'x' },
      ...{ block: 7n, tx, position, digest: 'a'.repeat(64), vouchers: ['AMSP'] },
      ...{ ledgerTime: new Date(Date.UTC(2026, 0, day)), body },
    } as unknown as KonttiEvent;
    const { store, name: consumer, handler } = projection.consumer;
    await store.advance({ consumer, from, to: position, work: (sql) => handler(event, sql) });
  }

  async function recordPlaces(): Promise<void> {
    for (const [index, name] of NAMES.entries()) {
      const code = `P${index}`;
      await record('company.places', `places/AMSP/p-${index}`, {
        ...{ body: { code, name, latitudeE6: 0, longitudeE6: 0 }, day: 1, index: 0 },
      });
    }
  }

  it('what events said before a time, also in dead letters, and has it on the disk no more', async () => {
    await recordPlaces();
    await record('shipment.granted', 'grant/AMSP/S-1/BMSP', { body: { note: SECRET }, day: 1 });
    await record('shipment.granted', 'grant/AMSP/S-1/CMSP', { body: { note: 'kept' }, day: 9 });
    const { store, name: consumer } = projection.consumer;
    const from = await projection.position();
    const at = (day: number) =>
      JSON.stringify({ note: SECRET, ledgerTime: new Date(Date.UTC(2026, 0, day)) });
    const letterOf = (position: string, event: string) => ({
      ...{ consumer, from, to: position },
      letter: { position, eventId: 'x', event, reason: 'x', addedMs: 0 },
    });
    const [old, recent] = ['aaaaaaaaaaaaaaaa:8.0.0', 'aaaaaaaaaaaaaaaa:9.0.0'] as const;
    await store.advance(letterOf(old, at(2)));
    await store.advance({ ...letterOf(recent, at(9).replace(SECRET, 'kept')), from: old });
    expect((await place.readBytes()).includes(SECRET)).to.equal(true);
    expect(await readAssetEvents(projection, { asset: 'AMSP/S-1' })).to.have.length(2);

    expect(await projection.forget({ before: new Date(Date.UTC(2026, 0, 5)) })).to.equal(NAMES.length + 1);
    const [kept, ...others] = await readAssetEvents(projection, { asset: 'AMSP/S-1' });
    expect([kept?.factKey, others.length]).to.deep.equal(['grant/AMSP/S-1/CMSP', 0]);
    expect(await projection.query('SELECT block FROM asset_event')).to.have.length(1);
    const letters = await store.deadLetters({ consumer, limit: 10 });
    expect(letters.map(({ position }) => position)).to.deep.equal([recent]);
    const bytes = await place.readBytes();
    expect(bytes.includes(SECRET)).to.equal(false);
    expect(bytes.includes('kept')).to.equal(true);
  });

  it('what events said, also when it is filled again and with what comes later', async () => {
    const { store, name: consumer } = projection.consumer;
    const fill = async (): Promise<void> => {
      const place = { code: 'HEL', name: 'Helsinki', latitudeE6: 0, longitudeE6: 0 };
      await record('company.places', 'places/AMSP/p-0', { body: place, day: 1, index: 0 });
      await record('shipment.granted', 'grant/AMSP/S-1/CMSP', { body: { note: 'kept' }, day: 5 });
      const from = await projection.position();
      const event = JSON.stringify({ note: SECRET, ledgerTime: new Date(Date.UTC(2026, 0, 2)) });
      const letter = { position: 'aaaaaaaaaaaaaaaa:9.0.0', eventId: 'x', event, reason: 'x', addedMs: 0 };
      await store.advance({ consumer, from, to: letter.position, letter });
    };
    await fill();
    expect(await projection.forget({ before: new Date(Date.UTC(2026, 0, 5)) })).to.equal(1);
    const digests = await projection.digests();

    await projection.reset();
    tx = 0;
    await fill();
    expect(await projection.digests()).to.deep.equal(digests);
    expect(await projection.query('SELECT code FROM place')).to.deep.equal([{ code: 'HEL' }]);
    expect(await store.deadLetters({ consumer, limit: 10 })).to.deep.equal([]);
    expect((await readAssetEvents(projection, { asset: 'AMSP/S-1' })).length).to.equal(1);
    expect((await place.readBytes()).includes(SECRET)).to.equal(false);
  });

  it('what an event says that another process adds meanwhile', async () => {
    const event = { ...GRANTED, ledgerTime: new Date(Date.UTC(2026, 0, 2)) } as unknown as KonttiEvent;
    let forgetting: Promise<number> | undefined;
    await place.database.transaction(async (sql) => {
      await projection.consumer.handler(event, sql);
      forgetting = projection.forget({ before: new Date(Date.UTC(2026, 0, 5)) });
      await place.isWaiting?.();
    });
    expect(await forgetting).to.equal(1);
    expect(await projection.query('SELECT block FROM event')).to.deep.equal([]);
  });

  it('what the ledger erased: its commitment goes from every table, and from the disk', async () => {
    const body = { recordId: RECORD, jurisdiction: 'FI', commitment: COMMITMENT };
    await recordPlaces();
    await record('record.published', 'commitments/AMSP/may', { body, day: 1, index: 0 });
    const rowOf = async () =>
      (await projection.query('SELECT * FROM private_record WHERE record_id = ?', [RECORD]))[0];
    expect(await rowOf()).to.include({ commitment: COMMITMENT, jurisdiction: 'FI', erased_at: null });
    expect((await place.readBytes()).includes(COMMITMENT)).to.equal(true);

    await record('record.erased', `erased/${RECORD}`, {
      body: { jurisdiction: 'FI', reason: 'asked' },
      day: 2,
    });
    expect(await rowOf()).to.include({
      ...{ commitment: null, erased_by: `erased/${RECORD}`, erased_at: '2026-01-02T00:00:00.000Z' },
    });
    const events = await readAssetEvents(projection, { asset: RECORD });
    expect(events.map(({ type, body: said }) => [type, said])).to.deep.equal([
      ['record.published', { erased: true }],
      ['record.erased', { jurisdiction: 'FI', reason: 'asked' }],
    ]);
    if (!place.database.dialect.isQuicklyScrubbed) await projection.scrub();
    expect((await place.readBytes()).includes(COMMITMENT)).to.equal(false);
  });

  it('what was erased before it was published here', async () => {
    await record('record.erased', `erased/${RECORD}`, { body: { reason: 'asked' }, day: 2 });
    const [row] = await projection.query('SELECT * FROM private_record');
    expect(row).to.include({ record_id: RECORD, company: 'AMSP', commitment: null, published_at: null });
  });
}

async function readFolder(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  // A table that is written anew leaves its old file empty until the next checkpoint.
  return Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
}

describeOnSqlite('a projection in SQLite forgets', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-retention-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  itForgets(async () => ({
    database: await openSqliteDatabase(join(folder, 'ledger.db')),
    readBytes: () => readFolder(folder),
  }));
});

describe('a projection in PostgreSQL forgets', () => {
  const bin = findPostgres();
  if (bin === undefined) {
    it('the same (PostgreSQL is not there)');
    return;
  }
  let server: PostgresServer;

  before(async () => {
    server = await startPostgres(bin);
  });
  after(() => server[Symbol.asyncDispose]());

  itForgets(async () => {
    const connection = await server.createSchema();
    const database = await openPostgresDatabase(connection);
    return {
      database,
      async isWaiting() {
        const waiting = "SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'event'::regclass";
        while ((await database.all(waiting)).length === 0);
      },
      async readBytes() {
        await database.run('CHECKPOINT');
        return readFolder(join(connection.host ?? '', 'data', 'base'));
      },
    };
  });
});
