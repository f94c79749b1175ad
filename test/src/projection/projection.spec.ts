import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consume } from '@kontti/client-sdk';
import {
  findShipments,
  openPostgresProjection,
  openSqliteProjection,
  readAssetEvents,
  verifyProjection,
  type Projection,
} from '@kontti/store';
import { findPostgres, startPostgres, type PostgresServer } from '@kontti/store/testing/postgres-server';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { airMspId, companies, forwarderMspId, retailMspId, startTestLedger } from '../sdk/ledger';
import type { TestLedger } from '../sdk/ledger';
import { planFlights, registerCompanies } from '../sdk/setup';
import { needsSqlite } from '@kontti/store/testing/sqlite-driver';

const SHIPMENTS = 6;
const idOf = (index: number): string => `${forwarderMspId}/S-${index}`;

/** Shipments at different points of their way: consigned, offered, with the carrier, delivered; two consigned together, amended and cancelled. */
async function ship(ledger: TestLedger): Promise<void> {
  const { forwarder, air, retail } = ledger.clients;
  const [late = '', punctual = ''] = await planFlights(ledger, 2);
  for (let index = 0; index < 4; index += 1) {
    await forwarder.shipments.consign({
      ...{ shipmentId: idOf(index), consignee: retailMspId, origin: 'FIKVL', destination: 'JFK' },
      ...{ legs: [index % 2 === 0 ? late : punctual], items: [], documents: [], ssccs: [] },
      conditions: { temperatureMaxMilliC: 8_000 },
    });
  }
  const way = { consignee: retailMspId, origin: 'FIKVL', destination: 'JFK', legs: [late] };
  const consignments = [4, 5].map((index) => ({ shipmentId: idOf(index), ...way }));
  await forwarder.shipments.consignAll({ ref: 'together', consignments });
  const changes = { legs: [punctual], ssccs: ['340123450000000000'], destination: 'FIKVL' };
  await forwarder.shipments.amend({ shipmentId: idOf(4), sequence: 1, reason: 'the wrong flight', changes });
  await forwarder.shipments.cancel({ shipmentId: idOf(5), reason: 'not wanted' });
  for (const index of [1, 2, 3]) {
    await forwarder.shipments.offerCustody({ shipmentId: idOf(index), sequence: 1, to: airMspId });
  }
  for (const index of [2, 3]) await air.shipments.acceptCustody({ shipmentId: idOf(index), sequence: 1 });
  const times = { departure: '2026-01-31T08:10:00Z', arrival: '2026-01-31T16:25:30Z' };
  await air.transports.update({
    ref: 'U-1',
    updates: [{ transportId: late, sequence: 1, kind: 'departed', ...times }],
  });
  await air.shipments.reportMilestones({
    ref: 'M-1',
    milestones: [
      {
        shipmentId: idOf(3),
        kind: 'arrived',
        classifier: 'actual',
        at: '2026-01-31T16:25:30Z',
        place: 'JFK',
      },
    ],
  });
  await air.shipments.offerCustody({ shipmentId: idOf(3), sequence: 2, to: retailMspId });
  await retail.shipments.acceptCustody({ shipmentId: idOf(3), sequence: 2 });
  await retail.shipments.deliver({ shipmentId: idOf(3), at: '2026-01-31T18:00:00Z', place: 'JFK' });
  const device = forwarder.readings.device({ deviceId: `${forwarderMspId}/D-1` });
  await forwarder.companies.registerDevice({ deviceId: device.deviceId, publicKey: device.publicKey });
  const warm = { at: '2026-01-31T09:00:00Z', temperatureMilliC: 9_500 };
  const batch = device.sign({ shipmentId: idOf(0) }, [warm]);
  for await (const group of forwarder.readings.submitAll([batch])) expect(group.status).to.equal('stored');
}

describeOnNetwork('a projection', () => {
  needsSqlite();
  let ledger: TestLedger;
  let folder: string;
  let server: PostgresServer | undefined;

  before(async () => {
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    await ship(ledger);
    folder = await mkdtemp(join(tmpdir(), 'kontti-projection-'));
    const bin = findPostgres();
    server = bin === undefined ? undefined : await startPostgres(bin);
  });

  after(async () => {
    await server?.[Symbol.asyncDispose]();
    await ledger[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const from = () => ledger.connect(retailMspId);

  /** Consumes until a shipment is delivered and the reading is there: both are the last of their kind. */
  async function fill(projection: Projection): Promise<void> {
    const ends = new AbortController();
    const consuming = consume({ from, ...projection.consumer, signal: ends.signal });
    while ((await projection.query('SELECT * FROM excursion')).length === 0) {
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
    ends.abort();
    await consuming;
  }

  async function agreesWithTheLedger(projection: Projection): Promise<void> {
    const client = ledger.client(retailMspId);
    for (let index = 0; index < SHIPMENTS; index += 1) {
      const { shipment, ...record } = await client.shipments.get({ shipmentId: idOf(index) });
      const [row] = await projection.query('SELECT * FROM shipment WHERE shipment_id = ?', [idOf(index)]);
      expect(row, idOf(index)).to.include({
        ...{ consignor: record.consignor, consignee: shipment.consignee, status: record.status },
        ...{ custodian: record.custodian, offered_to: record.offeredTo ?? null },
        ...{ consigned_at: record.consignedAt.toISOString() },
        ...{ delivered_at: record.deliveredAt?.toISOString() ?? null, destination: shipment.destination },
        ...{ amended_at: record.amendedAt?.toISOString() ?? null },
        ...{ cancelled_at: record.cancelledAt?.toISOString() ?? null },
      });
      const units = async (column: string, table: string): Promise<unknown[]> =>
        (await projection.query(`SELECT * FROM ${table} WHERE shipment_id = ?`, [idOf(index)])).map(
          (unit) => unit[column],
        );
      expect(await units('transport_id', 'shipment_leg')).to.deep.equal(shipment.legs);
      expect(await units('sscc', 'shipment_sscc')).to.deep.equal(shipment.ssccs);
      expect(Number(row?.['moves'])).to.equal(record.moves);
      expect(Number(row?.['late_minutes']) > 0, idOf(index)).to.equal(record.late);
      expect(Number(row?.['late_minutes'])).to.equal(Math.max(0, record.delayMinutes ?? 0));
    }
    const legs = await projection.query(
      `SELECT leg FROM shipment_leg JOIN shipment ON shipment.shipment_id = shipment_leg.shipment_id
        WHERE shipment_leg.status <> shipment.status OR shipment_leg.late_minutes <> shipment.late_minutes
          OR shipment_leg.status IS NULL OR shipment_leg.late_minutes IS NULL`,
    );
    expect(legs).to.deep.equal([]);
    for await (const { plan, status, sequence, delayMinutes } of client.transports.query({
      company: airMspId,
    })) {
      const [row] = await projection.query('SELECT * FROM transport WHERE transport_id = ?', [
        plan.transportId,
      ]);
      expect(row).to.include({
        status,
        number: plan.number,
        departure_planned: plan.departurePlanned.toISOString(),
      });
      expect(Number(row?.['updates'])).to.equal(sequence);
      const delay = row?.['delay_minutes'];
      expect(delay === null ? undefined : Number(delay)).to.equal(delayMinutes);
    }
  }

  it('in SQLite shows what the ledger says, and answers which shipments under way are late', async () => {
    await using projection = await openSqliteProjection({ file: join(folder, 'ledger.db') });
    await fill(projection);
    await agreesWithTheLedger(projection);
    const late = await findShipments(projection, { company: forwarderMspId, late: true });
    expect(late).to.deep.equal([{ shipmentId: idOf(2), lateMinutes: 25 }]);
    const consigned = { origin: 'FIKVL', status: 'consigned' as const, late: true };
    expect(await findShipments(projection, consigned)).to.deep.equal([
      { shipmentId: idOf(0), lateMinutes: 25 },
    ]);
    expect(await findShipments(projection, { transportId: `${airMspId}/F-1` })).to.deep.equal([]);
    const counts = await projection.query('SELECT COUNT(*) AS count FROM company');
    expect(Number(counts[0]?.['count'])).to.equal(companies.length);
    const { store, name } = projection.consumer;
    expect(await store.deadLetters({ consumer: name, limit: 10 })).to.deep.equal([]);
  });

  it('has the history of each asset, and names the facts that prove a row', async () => {
    await using projection = await openSqliteProjection({ file: join(folder, 'history.db') });
    await fill(projection);
    const client = ledger.client(retailMspId);
    const [late] = await findShipments(projection, { late: true });
    const legs = await projection.query('SELECT transport_id FROM shipment_leg WHERE shipment_id = ?', [
      late?.shipmentId ?? '',
    ]);
    const assets = [late?.shipmentId ?? '', ...legs.map((leg) => String(leg['transport_id']))];
    const types: string[] = [];
    for (const asset of assets) {
      for (const { type, factKey, digest } of await readAssetEvents(projection, { asset })) {
        types.push(type);
        const status = await client.companies.getFactStatus({ key: factKey });
        expect([status.status, status.digest], factKey).to.deep.equal(['sealed', digest]);
      }
    }
    expect(types).to.deep.equal([
      ...['shipment.consigned', 'custody.offered', 'custody.accepted'],
      ...['transport.planned', 'shipment.consigned', 'shipment.consigned'],
      ...['shipment.consignments', 'shipment.consignments'],
      ...['transport.updated', 'transport.delayed'],
    ]);
    const keys: string[] = [];
    for await (const { fact } of client.history({ asset: `shipment/${idOf(3)}` })) keys.push(fact?.key ?? '');
    const shown = await readAssetEvents(projection, { asset: idOf(3) });
    expect([...new Set(shown.map(({ factKey }) => factKey))]).to.deep.equal(keys);
    const page = await readAssetEvents(projection, { asset: idOf(3), limit: 2 });
    const { position: after = '' } = page.at(-1) ?? {};
    expect([...page, ...(await readAssetEvents(projection, { asset: idOf(3), after }))]).to.deep.equal(shown);
    const refused = await readAssetEvents(projection, { asset: idOf(3), after: '7' }).catch(
      (error: unknown) => error,
    );
    expect(refused).to.include({ code: 'OPTIONS_INVALID' });
  });

  it('is equal to one that was built anew, and shows which table was changed', async () => {
    await using projection = await openSqliteProjection({ file: join(folder, 'compared.db') });
    await fill(projection);
    const before = await projection.digests();
    expect(await verifyProjection({ projection, from })).to.deep.include({ isEqual: true, differing: [] });
    await projection.query('UPDATE shipment SET custodian = ? WHERE shipment_id = ? RETURNING custodian', [
      retailMspId,
      idOf(0),
    ]);
    expect(await verifyProjection({ projection, from })).to.deep.include({
      isEqual: false,
      differing: ['shipment'],
    });
    await projection.reset();
    await fill(projection);
    expect(await projection.digests()).to.deep.equal(before);
  });

  it('in PostgreSQL has the same digests as in SQLite', async function () {
    if (server === undefined) this.skip();
    await using sqlite = await openSqliteProjection({ file: join(folder, 'same.db') });
    await using postgres = await openPostgresProjection(await server.createSchema());
    await fill(sqlite);
    await fill(postgres);
    await agreesWithTheLedger(postgres);
    expect(await postgres.digests()).to.deep.equal(await sqlite.digests());
    expect(await verifyProjection({ projection: postgres, from })).to.deep.include({ isEqual: true });
  });
});
