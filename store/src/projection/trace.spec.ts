import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KonttiEvent } from '@kontti/client-sdk';
import { expect } from 'chai';
import { openPostgresDatabase } from '../postgres/postgres-database';
import { openSqliteDatabase } from '../sqlite/sqlite-database';
import type { SqlDatabase } from '../sql/database';
import { findPostgres, startPostgres } from '../testing/postgres-server';
import { describeOnSqlite } from '../testing/sqlite-driver';
import { openProjection } from './projection';
import type { Projection } from './projection';
import { findLinks, traceItems } from './trace';

interface Links {
  readonly key: string;
  readonly action?: 'add' | 'remove';
  readonly after?: string;
  readonly groups: readonly (readonly [parent: string, ...children: string[]])[];
}

/** The events of a fact about links, as a client's stream has them. */
function eventsOf({ key, action = 'add', after, groups }: Links): KonttiEvent[] {
  return groups.map(([parent, ...children], index) => ({
    ...{ proven: true, type: 'product.linked', id: `product.linked:${key}#${index}`, key, index },
    ...{ transactionId: 'x', block: 7n, tx: index, position: `l:7.${index}.${index}`, ref: 'x' },
    ...{ digest: digestOf(key), vouchers: ['AMSP'], ledgerTime: new Date(0) },
    body: {
      kind: 'installed',
      action,
      parent,
      children,
      ...(after === undefined ? {} : { after: digestOf(after) }),
    },
  })) as unknown as KonttiEvent[];
}

const digestOf = (key: string): string => Buffer.from(key).toString('hex').padEnd(64, '0').slice(0, 64);

function specify(open: () => Promise<SqlDatabase>): void {
  let database: SqlDatabase;
  let projection: Projection;
  let tx = 0;

  beforeEach(async () => {
    database = await open();
    projection = await openProjection(database);
  });
  afterEach(() => projection.close());

  async function record(links: Links): Promise<void> {
    for (const event of eventsOf(links)) {
      tx += 1;
      await database.transaction((sql) => projection.consumer.handler({ ...event, tx } as KonttiEvent, sql));
    }
  }
  const trace = async (direction: 'up' | 'down', ...items: string[]) =>
    (await traceItems(projection, { items, direction })).found.map((each) => `${each.depth} ${each.items}`);

  it('goes up and down through links of ranges of every size', async () => {
    await record({
      key: 'links/AMSP/1',
      groups: [
        ['A/m/0', 'C/c/0-11'],
        ['A/m/1', 'C/c/12', 'C/c/20-99999'],
        ['A/m/2', 'C/c/13-19', 'D/c/0'],
      ],
    });
    await record({
      key: 'links/AMSP/2',
      groups: [
        ['A/p/0', 'A/m/0-1'],
        ['A/p/1', 'A/m/2'],
      ],
    });
    expect(await trace('up', 'C/c/5')).to.deep.equal(['1 A/m/0', '2 A/p/0']);
    expect(await trace('up', 'C/c/50000')).to.deep.equal(['1 A/m/1', '2 A/p/0']);
    expect(await trace('up', 'C/c/11-13')).to.deep.equal([
      ...['1 A/m/0', '1 A/m/1', '1 A/m/2', '2 A/p/0', '2 A/p/1'],
    ]);
    expect(await trace('up', 'C/c/100000')).to.deep.equal([]);
    expect(await trace('up', 'D/c/0', 'C/c/0')).to.deep.equal(['1 A/m/0', '1 A/m/2', '2 A/p/0', '2 A/p/1']);
    expect(await trace('down', 'A/p/1')).to.deep.equal(['1 A/m/2', '2 C/c/13-19', '2 D/c/0']);
    const [link] = await findLinks(projection, 'A/m/2');
    expect(link).to.include({ children: 'C/c/13-19', factKey: 'links/AMSP/1', entry: 2, block: 7 });
  });

  it('does not follow what was taken out as a whole, and says what is left out', async () => {
    await record({ key: 'links/AMSP/1', groups: [['A/m/0', 'C/c/0', 'C/c/1', 'C/c/2-9']] });
    await record({
      key: 'links/AMSP/2',
      action: 'remove',
      after: 'links/AMSP/1',
      groups: [['A/m/0', 'C/c/0', 'C/c/5']],
    });
    expect(await trace('up', 'C/c/0')).to.deep.equal([]);
    expect(await trace('up', 'C/c/5')).to.deep.equal(['1 A/m/0']);
    await record({
      key: 'links/AMSP/3',
      action: 'remove',
      after: 'links/AMSP/9',
      groups: [['A/m/0', 'C/c/1']],
    });
    expect(await trace('up', 'C/c/1')).to.deep.equal(['1 A/m/0']);
    expect((await findLinks(projection, 'A/m/0'))[0]).to.include({ endedBy: 'links/AMSP/2' });
    const { found, isComplete } = await traceItems(projection, {
      items: ['A/m/0'],
      direction: 'down',
      limit: 1,
    });
    expect([found.length, isComplete]).to.deep.equal([1, false]);
  });

  it('ends where what companies say is a cycle, and refuses what are no items', async () => {
    await record({
      key: 'links/AMSP/1',
      groups: [
        ['A/m/0', 'A/m/1'],
        ['A/m/1', 'A/m/0'],
      ],
    });
    expect(await trace('up', 'A/m/0')).to.deep.equal(['2 A/m/0', '1 A/m/1']);
    for (const options of [{ items: [] }, { items: ['A/m'] }, { items: ['A/m/0'], limit: 0 }]) {
      const refused = await traceItems(projection, { direction: 'up', ...options }).catch(
        (error: unknown) => error,
      );
      expect(refused).to.include({ code: 'TRACE_INVALID' });
    }
  });
}

describeOnSqlite('a trace of items in SQLite', () => {
  let folder: string;
  let files = 0;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-trace-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  specify(() => {
    files += 1;
    return openSqliteDatabase(join(folder, `${files}.db`));
  });
});

describe('a trace of items in PostgreSQL', () => {
  const bin = findPostgres();
  if (bin === undefined) {
    it('finds the same (PostgreSQL is not there)');
    return;
  }
  let server: Awaited<ReturnType<typeof startPostgres>>;
  before(async () => {
    server = await startPostgres(bin);
  });
  after(() => server[Symbol.asyncDispose]());
  specify(async () => openPostgresDatabase(await server.createSchema()));
});
