import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Sql } from '../sql/database';
import { openSqliteDatabase } from '../sqlite/sqlite-database';
import { describeOnSqlite } from '../testing/sqlite-driver';
import { insertRow } from './projected-row';
import { openProjection, type Projection } from './projection';

/** `SHIPMENTS=1000000` asks a million. */
const SHIPMENTS = Number(process.env['SHIPMENTS'] ?? 20_000);
const TRANSPORTS = SHIPMENTS / 50;
const COMPANIES = 40;
const PLACES = 200;

const QUERIES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'late',
    `SELECT DISTINCT shipment.shipment_id, transport.delay_minutes FROM shipment
      JOIN shipment_leg ON shipment_leg.shipment_id = shipment.shipment_id
      JOIN transport ON transport.transport_id = shipment_leg.transport_id
      WHERE transport.delay_minutes > 0 AND shipment.status = ? AND shipment.consignor = ?`,
    ['inTransit', 'C7MSP'],
  ],
  [
    'at this place',
    'SELECT shipment_id FROM shipment WHERE destination = ? AND status = ?',
    ['P21', 'inTransit'],
  ],
  [
    'under way on that leg',
    `SELECT shipment.shipment_id FROM shipment_leg
      JOIN shipment ON shipment.shipment_id = shipment_leg.shipment_id
      WHERE shipment_leg.transport_id = ? AND shipment.status = ?`,
    ['AirMSP/F-71', 'inTransit'],
  ],
];

/** Numbers below a bound that follow from a seed. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

async function fill(sql: Sql): Promise<void> {
  const random = createRandom(7);
  const at = '2026-03-01T00:00:00.000Z';
  for (let index = 0; index < TRANSPORTS; index += 1) {
    await insertRow(sql, 'transport', {
      ...{ transport_id: `AirMSP/F-${index}`, operator: 'AirMSP', mode: 'air', number: `F${index}` },
      ...{ from_place: `P${random(PLACES)}`, to_place: `P${random(PLACES)}`, departure_planned: at },
      ...{ arrival_planned: at, distance_meters: 1, status: 'arrived', updates: 1 },
      delay_minutes: random(50) === 0 ? 10 + random(300) : 0,
    });
  }
  for (let index = 0; index < SHIPMENTS; index += 1) {
    const consignor = `C${random(COMPANIES)}MSP`;
    const shipment_id = `${consignor}/S-${index}`;
    const status = ['consigned', 'inTransit', 'inTransit'][random(10)] ?? 'delivered';
    await insertRow(sql, 'shipment', {
      ...{ shipment_id, consignor, consignee: `C${random(COMPANIES)}MSP`, consigned_at: at, status },
      ...{ origin: `P${random(PLACES)}`, destination: `P${random(PLACES)}`, custodian: consignor },
      ...{ has_moved: 1, moves: 1 },
    });
    for (const leg of [0, 1]) {
      const transport_id = `AirMSP/F-${random(TRANSPORTS)}`;
      await insertRow(sql, 'shipment_leg', { shipment_id, leg, transport_id });
    }
  }
}

describeOnSqlite(`a projection of ${SHIPMENTS} shipments`, () => {
  let folder: string;
  let projection: Projection;

  before(async function () {
    this.timeout(600_000);
    folder = await mkdtemp(join(tmpdir(), 'kontti-queries-'));
    const database = await openSqliteDatabase(join(folder, 'ledger.db'));
    await database.run('PRAGMA synchronous = OFF');
    projection = await openProjection(database);
    await database.transaction(fill);
    await database.transaction((sql) => database.dialect.analyze(sql));
  });

  after(async () => {
    await projection.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const [name, text, values] of QUERIES) {
    it(`answers over indexes which shipments are ${name}`, async () => {
      const plan = await projection.query(`EXPLAIN QUERY PLAN ${text}`, values);
      const steps = plan.map(({ detail }) => String(detail));
      expect(steps.filter((step) => step.startsWith('SCAN'))).to.deep.equal([]);
      const startedMs = performance.now();
      const rows = await projection.query(text, values);
      console.log(`      ${name}: ${rows.length} rows in ${(performance.now() - startedMs).toFixed(1)} ms`);
      expect(rows.length).to.be.greaterThan(0);
    });
  }
});
