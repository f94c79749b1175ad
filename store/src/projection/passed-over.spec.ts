import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KonttiEvent } from '@kontti/client-sdk';
import { expect } from 'chai';
import type { SqlDatabase } from '../sql/database';
import { openSqliteDatabase } from '../sqlite/sqlite-database';
import { describeOnSqlite } from '../testing/sqlite-driver';
import { openProjection } from './projection';
import type { Projection } from './projection';

const SHIPMENT = 'AMSP/S-1';
const TRANSPORT = 'AMSP/F-1';

describeOnSqlite('a projection of what is proven, though numbers between were used up', () => {
  let folder: string;
  let database: SqlDatabase;
  let projection: Projection;
  let tx: number;

  beforeEach(async () => {
    tx = 0;
    folder = await mkdtemp(join(tmpdir(), 'kontti-projection-'));
    database = await openSqliteDatabase(join(folder, 'p.db'));
    projection = await openProjection(database);
  });
  afterEach(async () => {
    await projection.close();
    await rm(folder, { recursive: true });
  });

  async function record(type: string, key: string, body: object, vouchers = ['AMSP']): Promise<void> {
    tx += 1;
    const event = {
      ...{ proven: true, type, id: `${type}:${key}`, key, index: undefined, ref: 'x', transactionId: 'x' },
      ...{
        block: 7n,
        tx,
        position: `l:7.${tx}.0`,
        digest: 'a'.repeat(64),
        vouchers,
        ledgerTime: new Date(0),
      },
      body,
    } as unknown as KonttiEvent;
    await database.transaction((sql) => projection.consumer.handler(event, sql));
  }
  const consign = () =>
    record('shipment.consigned', `shipment/${SHIPMENT}`, {
      ...{
        consignee: 'CMSP',
        origin: 'HEL',
        destination: 'JFK',
        legs: [],
        ssccs: [],
        items: [],
        documents: [],
      },
    });
  const offer = (number: number, from: string, to: string) =>
    record('custody.offered', `custody/${SHIPMENT}/${number}/${from}`, { from, to }, [from]);
  const rowOf = async (table: string, column: string, id: string) =>
    (await projection.query(`SELECT * FROM ${table} WHERE ${column} = ?`, [id]))[0];

  it('follows an offer behind one whose end does not hold, which no event shows', async () => {
    await consign();
    await offer(1, 'AMSP', 'BMSP');
    await offer(2, 'AMSP', 'CMSP');
    expect(await rowOf('shipment', 'shipment_id', SHIPMENT)).to.include({ offered_to: 'CMSP', moves: 2 });
    await record('custody.accepted', `custody/${SHIPMENT}/2/AMSP/end`, { from: 'AMSP', to: 'CMSP' });
    await offer(3, 'CMSP', 'BMSP');
    const delivered = { consignee: 'CMSP', at: new Date(0), place: 'JFK' };
    await record('shipment.delivered', `custody/${SHIPMENT}/4/CMSP`, delivered, ['CMSP']);
    expect(await rowOf('shipment', 'shipment_id', SHIPMENT)).to.include({
      ...{ custodian: 'CMSP', status: 'delivered', offered_to: null, moves: 4 },
    });
  });

  it('follows an update behind one that does not hold', async () => {
    const plan = {
      ...{ transportId: TRANSPORT, mode: 'air', number: 'A', from: 'HEL', to: 'JFK', distanceMeters: 1 },
      ...{ departurePlanned: new Date(0), arrivalPlanned: new Date(60_000) },
    };
    await record('transport.planned', 'transports/AMSP/p', plan);
    const departure = new Date(0);
    await record('transport.updated', 'updates/AMSP/u', {
      ...{ transportId: TRANSPORT, sequence: 3, kind: 'departed', departure },
    });
    expect(await rowOf('transport', 'transport_id', TRANSPORT)).to.include({
      status: 'departed',
      updates: 3,
    });
  });
});
