import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Sql, SqlDatabase } from '../sql/database';
import { openPostgresDatabase } from '../postgres/postgres-database';
import { openSqliteDatabase } from '../sqlite/sqlite-database';
import { findPostgres, startPostgres, type PostgresServer } from '../testing/postgres-server';
import { describeOnSqlite } from '../testing/sqlite-driver';
import { findShipments, type FoundShipment, type ShipmentSearch } from './find-shipments';
import { refreshLateness } from './lateness';
import { insertRows, type Projected } from './projected-row';
import { openProjection, type Projection } from './projection';

/** `SHIPMENTS=1000000` asks a million. */
const SHIPMENTS = Number(process.env['SHIPMENTS'] ?? 20_000);
const TRANSPORTS = SHIPMENTS / 50;
/** A ship that every so-many-th shipment rides on. */
const SHIP = 'SeaMSP/V-1';
const ONCE_ON_SHIP = 50;
const COMPANIES = 40;
const PLACES = 200;
const ASKED = 9;

const SEARCHES: readonly (readonly [string, ShipmentSearch])[] = [
  ['late, of all companies', { late: true }],
  ['late, of a consignor', { late: true, consignor: 'C7MSP' }],
  ['late, of a company in any role', { late: true, company: 'C7MSP' }],
  ['bound for a place', { destination: 'P21' }],
  ['under way on a leg', { transportId: 'AirMSP/F-71' }],
  ['under way on a ship', { transportId: SHIP }],
];

/** Numbers below a bound that follow from a seed. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

/** What the tables get, and what the searches have to find in them. */
class World {
  readonly transports: Projected[] = [];
  readonly #delays = new Map<string, number>();
  readonly #random = createRandom(7);

  constructor() {
    const at = '2026-03-01T00:00:00.000Z';
    const ids = Array.from({ length: TRANSPORTS }, (_, index) => `AirMSP/F-${index}`);
    for (const transport_id of [...ids, SHIP]) {
      const delay_minutes = this.#random(50) === 0 ? 10 + this.#random(300) : 0;
      this.#delays.set(transport_id, delay_minutes);
      this.transports.push({
        ...{ transport_id, operator: 'AirMSP', mode: 'air', number: 'F', departure_planned: at },
        ...{ from_place: this.#place(), to_place: this.#place(), arrival_planned: at, distance_meters: 1 },
        ...{ status: 'arrived', updates: 1, delay_minutes },
      });
    }
  }

  #place(): string {
    return `P${this.#random(PLACES)}`;
  }

  #company(): string {
    return `C${this.#random(COMPANIES)}MSP`;
  }

  shipment(index: number): { readonly row: Record<string, unknown>; readonly legs: readonly string[] } {
    const random = this.#random;
    const consignor = this.#company();
    const status = ['consigned', 'inTransit', 'inTransit'][random(10)] ?? 'delivered';
    const legs = [`AirMSP/F-${random(TRANSPORTS)}`];
    if (index % ONCE_ON_SHIP === 0) legs.push(SHIP);
    else legs.push(`AirMSP/F-${random(TRANSPORTS)}`);
    const row = {
      ...{ shipment_id: `${consignor}/S-${index}`, consignor, consignee: this.#company(), status },
      ...{ origin: this.#place(), destination: this.#place(), custodian: this.#company() },
      ...{ has_moved: 1, moves: 1, consigned_at: '2026-03-01T00:00:00.000Z' },
      late_minutes: Math.max(...legs.map((leg) => this.#delays.get(leg) ?? 0)),
    };
    return { row, legs };
  }
}

interface Expected {
  readonly search: ShipmentSearch;
  readonly found: FoundShipment[];
}

function isFound({ row, legs }: ReturnType<World['shipment']>, search: ShipmentSearch): boolean {
  const { company, consignor, destination, transportId, late } = search;
  return (
    row['status'] === 'inTransit' &&
    (late === undefined || Number(row['late_minutes']) > 0) &&
    (consignor === undefined || row['consignor'] === consignor) &&
    (company === undefined || [row['consignor'], row['consignee'], row['custodian']].includes(company)) &&
    (destination === undefined || row['destination'] === destination) &&
    (transportId === undefined || legs.includes(transportId))
  );
}

async function fill(sql: Sql, expected: readonly Expected[]): Promise<void> {
  const world = new World();
  await insertRows(sql, 'transport', world.transports);
  const rowsAtOnce = 1_000;
  for (let from = 0; from < SHIPMENTS; from += rowsAtOnce) {
    const some = Array.from({ length: Math.min(rowsAtOnce, SHIPMENTS - from) }, (_, n) =>
      world.shipment(from + n),
    );
    const idOf = ({ row }: (typeof some)[number]): string => String(row['shipment_id']);
    await insertRows(
      sql,
      'shipment',
      some.map(({ row }) => row),
    );
    await insertRows(
      sql,
      'shipment_leg',
      some.flatMap((each) =>
        each.legs.map((transport_id, leg) => ({
          ...{ shipment_id: idOf(each), leg, transport_id },
          ...{ status: each.row['status'], late_minutes: each.row['late_minutes'] },
        })),
      ),
    );
    for (const each of some) {
      for (const { search, found } of expected) {
        if (!isFound(each, search)) continue;
        found.push({ shipmentId: idOf(each), lateMinutes: Number(each.row['late_minutes']) });
      }
    }
  }
}

/** The latest first, as `findShipments` returns them. */
function compare(a: FoundShipment, b: FoundShipment): number {
  return b.lateMinutes - a.lateMinutes || (a.shipmentId < b.shipmentId ? 1 : -1);
}

async function findAll(projection: Projection, search: ShipmentSearch): Promise<readonly FoundShipment[]> {
  const all: FoundShipment[] = [];
  for (;;) {
    const last = all.at(-1);
    const page = await findShipments(projection, { ...search, limit: 1_000, ...(last && { after: last }) });
    if (page.length === 0) return all;
    all.push(...page);
  }
}

function itAnswers(
  open: () => Promise<SqlDatabase>,
  look: (projection: Projection, search: ShipmentSearch) => Promise<void>,
): void {
  let database: SqlDatabase;
  let projection: Projection;
  const expected: readonly Expected[] = SEARCHES.map(([, search]) => ({ search, found: [] }));

  before(async function () {
    this.timeout(1_200_000);
    database = await open();
    projection = await openProjection(database);
    await database.transaction((sql) => fill(sql, expected));
    await database.transaction((sql) => database.dialect.analyze(sql));
    for (const { found } of expected) found.sort(compare);
  });

  after(() => projection?.close());

  for (const [index, [name, search]] of SEARCHES.entries()) {
    it(`finds over indexes which shipments are ${name}`, async function () {
      this.timeout(60_000);
      await look(projection, search);
      const times: number[] = [];
      let page: readonly FoundShipment[] = [];
      for (let asked = 0; asked < ASKED; asked += 1) {
        const startMs = performance.now();
        page = await findShipments(projection, { ...search, limit: 1_000 });
        times.push(performance.now() - startMs);
      }
      const found = expected[index]?.found ?? [];
      console.log(
        `      ${name}: a page of ${page.length} of ${found.length} in ${middleOf(times).toFixed(1)} ms`,
      );
      expect(found.length).to.be.greaterThan(0);
      expect(await findAll(projection, search)).to.deep.equal(found);
    });
  }

  it('writes anew how late shipments are, as they were', async function () {
    this.timeout(60_000);
    const [{ search, found } = { search: {}, found: [] }] = expected;
    await database.transaction(async (sql) => {
      await sql.run(
        'UPDATE shipment SET late_minutes = 0 WHERE shipment_id IN (SELECT shipment_id FROM shipment_leg WHERE transport_id = ?)',
        [SHIP],
      );
      await refreshLateness(sql, { transportId: SHIP });
    });
    expect(await findAll(projection, search)).to.deep.equal(found);
  });

  it('refuses by name what is no search', async () => {
    const refusals: readonly (readonly [object, string])[] = [
      [{ late: 'yes' }, 'late'],
      [{ status: 'lost' }, 'status'],
      [{ limit: 0 }, 'limit'],
      [{ limit: 1_001 }, 'limit'],
      [{ consignor: 7 }, 'consignor'],
      [{ consignor: 'AMSP', destination: 'JFK' }, 'destination'],
      [{ after: { shipmentId: 'AMSP/S-1' } }, 'after'],
      [{ Late: true }, 'Late'],
    ];
    for (const [search, option] of refusals) {
      const refused = await findShipments(projection, search).catch((error: unknown) => error);
      expect(refused, option).to.include({ code: 'OPTIONS_INVALID' });
      expect(refused, option).to.have.nested.property('details.option', option);
    }
  });
}

/** The median, since what else a machine does would be counted as well. */
function middleOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** Fails where a search looks through all shipments. */
async function usesIndexes(projection: Projection, search: ShipmentSearch): Promise<void> {
  const steps: string[] = [];
  const explaining: Projection = {
    ...projection,
    query: async (text, values) => {
      const plan = await projection.query(`EXPLAIN QUERY PLAN ${text}`, values);
      steps.push(...plan.map(({ detail }) => String(detail)));
      return [];
    },
  };
  await findShipments(explaining, search);
  expect(steps).not.to.deep.equal([]);
  expect(steps.filter((step) => /^SCAN (shipment|transport)/.test(step))).to.deep.equal([]);
}

describeOnSqlite(`a projection of ${SHIPMENTS} shipments in SQLite`, () => {
  let folder: string;

  after(() => rm(folder, { recursive: true, force: true }));

  const open = async (): Promise<SqlDatabase> => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-queries-'));
    const database = await openSqliteDatabase(join(folder, 'ledger.db'));
    // For filling it alone.
    await database.run('PRAGMA synchronous = OFF');
    await database.run('PRAGMA cache_size = -500000');
    return database;
  };
  itAnswers(open, usesIndexes);
});

describe(`a projection of ${SHIPMENTS} shipments in PostgreSQL`, () => {
  const bin = findPostgres();
  if (bin === undefined) {
    it('finds the same (PostgreSQL is not there)');
    return;
  }
  let server: PostgresServer | undefined;

  after(() => server?.[Symbol.asyncDispose]());

  const open = async (): Promise<SqlDatabase> => {
    server = await startPostgres(bin);
    return openPostgresDatabase(await server.createSchema());
  };
  // Its planner looks through a table that is small.
  itAnswers(open, () => Promise.resolve());
});
