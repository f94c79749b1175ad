import { sealHash, type LotRecord, type Page, type TransportRecord } from '@kontti/model';
import { expect } from 'chai';
import { createLoyaltyWorld, earnedBy, PROGRAMME } from '../testing/loyalty-world';
import { COMPANIES, HOUR_MS, NOON_MS, createWorld, planOf, type World } from '../testing/world';

const DAY_MS = 24 * HOUR_MS;
const MIDNIGHT_MS = NOON_MS - 12 * HOUR_MS;
const EVERYBODY = Object.values(COMPANIES);

async function read<T>(world: World, method: string, query: object, pageSize = 100): Promise<T[]> {
  const records: T[] = [];
  let bookmark: string | undefined;
  for (let pages = 0; bookmark !== ''; pages += 1) {
    if (pages > 400) throw new TypeError('the pages do not end');
    const request = { ...query, pageSize, ...(bookmark === undefined ? {} : { bookmark }) };
    const page: Page<T> = await world.ledger.evaluate({ as: world.admins.caterer, method, request });
    expect(page.records.length).to.be.at.most(pageSize);
    expect(page.rejected).to.deep.equal([]);
    records.push(...page.records);
    ({ bookmark } = page);
  }
  return records;
}

const transports = async (world: World, query: object = {}, pageSize?: number): Promise<string[]> =>
  (await read<TransportRecord>(world, 'transport:Query', query, pageSize)).map(
    ({ plan }) => plan.transportId.split('/')[1] ?? '',
  );

async function plan(
  world: World,
  ref: string,
  departures: Readonly<Record<string, number>>,
): Promise<string> {
  const request = { ref, transports: Object.entries(departures).map(([id, at]) => planOf(id, at)) };
  const { result } = await world.ledger.submit({
    as: world.admins.airline,
    method: 'transport:Plan',
    request,
  });
  return (result as { readonly digest: string }).digest;
}

const entriesOf = ({ ledger }: World, list: string): string[] =>
  ledger.state.publicKeys().filter((key) => key.startsWith(`idx/${list}/`));

function list(world: World, keys: readonly string[]): void {
  const writes = keys.map((key) => ({ key, value: Buffer.from('{}') }));
  expect(world.ledger.forge({ coalition: EVERYBODY, writes })).to.equal('VALID');
}

describe('a list of groups', () => {
  let world: World;
  let digest: string;

  beforeEach(async () => {
    world = await createWorld();
    digest = await plan(world, 'a', {
      late: MIDNIGHT_MS + 23 * HOUR_MS,
      next: MIDNIGHT_MS + DAY_MS,
      early: MIDNIGHT_MS + HOUR_MS,
      noon: NOON_MS,
    });
    await plan(world, 'b', { other: MIDNIGHT_MS + 2 * HOUR_MS, before: MIDNIGHT_MS - 1 });
  });

  it('has an entry for each day of a fact, and goes by days', async () => {
    expect(entriesOf(world, 'transport/time')).to.have.length(4);
    expect(entriesOf(world, 'transport/company')).to.have.length(4);
    const expected = ['before', 'early', 'noon', 'late', 'other', 'next'];
    for (const pageSize of [1, 2, 3, 4, 5, 6, 100]) {
      expect(await transports(world, {}, pageSize), String(pageSize)).to.deep.equal(expected);
      const ofCompany = await transports(world, { company: COMPANIES.airline }, pageSize);
      expect(ofCompany, String(pageSize)).to.deep.equal(expected);
    }
  });

  it('is bounded by the time of each member, not by that of its group', async () => {
    const [from, to] = [NOON_MS, MIDNIGHT_MS + DAY_MS - 1];
    for (const pageSize of [1, 100]) {
      expect(await transports(world, { from }, pageSize)).to.deep.equal(['noon', 'late', 'next']);
      expect(await transports(world, { to: NOON_MS }, pageSize)).to.deep.equal([
        'before',
        'early',
        'noon',
        'other',
      ]);
      expect(await transports(world, { from, to }, pageSize)).to.deep.equal(['noon', 'late']);
      expect(await transports(world, { from: NOON_MS + 1, to: NOON_MS + 2 }, pageSize)).to.deep.equal([]);
    }
  });

  it('goes on within a group when others were listed meanwhile', async () => {
    const as = world.admins.caterer;
    const ask = async (bookmark?: string): Promise<Page<TransportRecord>> =>
      await world.ledger.evaluate({
        as,
        method: 'transport:Query',
        request: { pageSize: 2, ...(bookmark === undefined ? {} : { bookmark }) },
      });
    const { bookmark } = await ask();
    await plan(world, 'c', { earlier: MIDNIGHT_MS + 1, behind: MIDNIGHT_MS + 3 * HOUR_MS });
    const { records } = await ask(bookmark);
    expect(records.map(({ plan: { transportId } }) => transportId.split('/')[1])).to.deep.equal([
      'noon',
      'late',
    ]);
  });

  it('shows nothing for an entry that names another member, time, fact or list than the first of a group', async () => {
    const before = await transports(world);
    const hash = sealHash(digest).slice(0, 16);
    const entry = (at: number, id: string, by = hash): string =>
      `${String(at).padStart(16, '0')}/${COMPANIES.airline}/${id}/${by}`;
    const wrong = [
      entry(NOON_MS, 'noon'),
      entry(NOON_MS, 'early'),
      entry(MIDNIGHT_MS + HOUR_MS, 'noon'),
      entry(MIDNIGHT_MS + HOUR_MS, 'early', '0'.repeat(16)),
      entry(MIDNIGHT_MS + HOUR_MS, 'nothing'),
    ];
    list(
      world,
      wrong.map((each) => `idx/transport/time/${each}`),
    );
    expect(await transports(world)).to.deep.equal(before);
    list(world, [`idx/transport/company/${COMPANIES.caterer}/${entry(MIDNIGHT_MS + HOUR_MS, 'early')}`]);
    expect(await transports(world, { company: COMPANIES.caterer })).to.deep.equal([]);
  });
});

describe('the lots of a holder', () => {
  it('are one entry for each fact that made some, in its order', async () => {
    const world = await createLoyaltyWorld();
    const { anna, bert } = world;
    await world.accrue('a', ...[anna, bert, anna, bert, anna].map((holder, n) => earnedBy(holder, `T-${n}`)));
    await world.accrue('b', earnedBy(anna, 'T-9'));
    expect(entriesOf(world, `lot/${PROGRAMME}/${anna.id}`)).to.have.length(2);
    expect(entriesOf(world, `lot/${PROGRAMME}/${bert.id}`)).to.have.length(1);
    const expected = ['a/0', 'a/2', 'a/4', 'b/0'].map((id) => `${COMPANIES.airline}/${id}`);
    for (const pageSize of [1, 2, 3, 100]) {
      const query = { programme: PROGRAMME, holder: anna.id };
      const lots = await read<LotRecord>(world, 'loyalty:QueryLots', query, pageSize);
      expect(
        lots.map(({ lotId }) => lotId),
        String(pageSize),
      ).to.deep.equal(expected);
    }
  });

  it('are those of the list alone, whatever entry somebody writes', async () => {
    const world = await createLoyaltyWorld();
    const { anna, bert } = world;
    const { result } = await world.accrue('a', earnedBy(anna, 'T-1'), earnedBy(bert, 'T-2'));
    const hash = sealHash((result as { readonly digest: string }).digest).slice(0, 16);
    const ids = ['a/0', 'a/1', 'a/2', 'a/x', 'x/0'].map((id) => `${COMPANIES.airline}/${id}`);
    const keys = [anna, bert].flatMap(({ id }) =>
      ids.map((lot) => `idx/lot/${PROGRAMME}/${id}/${lot}/${hash}`),
    );
    const known = world.ledger.state.publicKeys();
    list(
      world,
      keys.filter((key) => !known.includes(key)),
    );
    for (const [holder, lot] of [
      [anna, 'a/0'],
      [bert, 'a/1'],
    ] as const) {
      const lots = await read<LotRecord>(world, 'loyalty:QueryLots', {
        programme: PROGRAMME,
        holder: holder.id,
      });
      expect(lots.map(({ lotId }) => lotId)).to.deep.equal([`${COMPANIES.airline}/${lot}`]);
    }
  });
});
