import { sealHash, shipmentConsigned, type FactReceipt, type Page, type ShipmentRecord } from '@kontti/model';
import { expect } from 'chai';
import { sealKey } from '../testing/memory-state';
import {
  COMPANIES,
  NOON_MS,
  createWorld,
  factStatusOf,
  planOf,
  shipmentOf,
  type Company,
  type World,
} from '../testing/world';

const { airline, caterer, forwarder, retailer } = COMPANIES;
const shipmentId = `${forwarder}/S-1`;
const [first, second] = ['T-1', 'T-2'].map((id) => `${airline}/${id}`) as [string, string];
const TIME = String(NOON_MS).padStart(16, '0');

describe('lists of shipments', () => {
  let world: World;
  let consigned: FactReceipt;

  beforeEach(async () => {
    world = await createWorld();
    const planning = { ref: 'p', transports: [planOf('T-1'), planOf('T-2')] };
    await world.ledger.submit({ as: world.admins.airline, method: 'transport:Plan', request: planning });
    consigned = await submit('forwarder', 'Consign', shipmentOf('S-1', [first]));
  });

  const submit = async (by: Company, method: string, request: unknown) =>
    (await world.ledger.submit({ as: world.admins[by], method: `shipment:${method}`, request }))
      .result as FactReceipt;
  const query = (conditions: object) =>
    world.ledger.evaluate<Page<ShipmentRecord>>({
      as: world.admins.caterer,
      method: 'shipment:QueryShipments',
      request: { pageSize: 50, ...conditions },
    });
  const idsOf = async (conditions: object) =>
    (await query(conditions)).records.map(({ shipmentId: id }) => id.split('/')[1]);
  const entriesOf = (list: string) =>
    world.ledger.state.publicKeys().filter((key) => key.startsWith(`idx/shipment/${list}/`));
  const list = (...keys: readonly string[]) => {
    const writes = keys.map((key) => ({ key: `idx/shipment/${key}`, value: Buffer.from('{}') }));
    expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes })).to.equal('VALID');
  };
  const handOver = async (sequence: number, from: Company, to: Company) => {
    await submit(from, 'OfferCustody', { shipmentId, sequence, to: COMPANIES[to] });
    await submit(to, 'AcceptCustody', { shipmentId, sequence });
  };
  const amend = (sequence: number, changes: object) =>
    submit('forwarder', 'Amend', { shipmentId, sequence, reason: 'so it is', changes });

  it('have each shipment once under the company that gets custody of it, and show it while it has it', async () => {
    await handOver(1, 'forwarder', 'airline');
    expect(await idsOf({ company: airline })).to.deep.equal(['S-1']);
    expect(await idsOf({ company: airline, transport: first })).to.deep.equal(['S-1']);
    await handOver(2, 'airline', 'caterer');
    expect(await idsOf({ company: airline })).to.deep.equal([]);
    expect(await idsOf({ company: caterer })).to.deep.equal(['S-1']);
    await handOver(3, 'caterer', 'airline');
    expect(await idsOf({ company: airline })).to.deep.equal(['S-1']);
    expect(await idsOf({ company: caterer })).to.deep.equal([]);
    await handOver(4, 'airline', 'retailer');
    for (const company of [forwarder, retailer]) {
      expect(await idsOf({ company })).to.deep.equal(['S-1']);
    }
    for (const company of Object.values(COMPANIES)) {
      expect(entriesOf(`company/${company}`), company).to.have.length(1);
    }
  });

  it('have a shipment once under each leg, by what first named it', async () => {
    await amend(1, { destination: 'JFK' });
    await amend(2, { legs: [first, second] });
    await amend(3, { legs: [second] });
    await amend(4, { items: [] });
    expect(await idsOf({ transport: second })).to.deep.equal(['S-1']);
    expect(await idsOf({ transport: first })).to.deep.equal([]);
    expect(await idsOf({ transport: second, container: 'CSQU3054383' })).to.deep.equal(['S-1']);
    expect(await idsOf({ transport: first, container: 'CSQU3054383' })).to.deep.equal([]);
    for (const leg of [first, second]) expect(entriesOf(`transport/${leg}`), leg).to.have.length(1);
    await amend(5, { legs: [first] });
    expect(await idsOf({ transport: first })).to.deep.equal(['S-1']);
    expect(entriesOf(`transport/${first}`)).to.have.length(1);
  });

  it('have a shipment without a container, or to its own consignor, under what it has', async () => {
    const { container: _container, ...bare } = shipmentOf('S-2');
    await submit('forwarder', 'Consign', { ...bare, consignee: forwarder });
    expect(entriesOf('container')).to.have.length(1);
    expect(entriesOf(`company/${forwarder}`)).to.have.length(2);
    expect(entriesOf(`company/${retailer}`)).to.have.length(1);
    expect(await idsOf({ company: forwarder })).to.deep.equal(['S-1', 'S-2']);
    expect(await idsOf({ company: retailer })).to.deep.equal(['S-1']);
    expect(await idsOf({ container: 'CSQU3054383' })).to.deep.equal(['S-1']);
  });

  it('filter by either place, status and lateness', async () => {
    for (const place of ['FIHEL', 'LAX']) expect(await idsOf({ place }), place).to.deep.equal(['S-1']);
    expect(await idsOf({ place: 'JFK' })).to.deep.equal([]);
    expect(await idsOf({ status: 'consigned', late: false })).to.deep.equal(['S-1']);
    expect(await idsOf({ status: 'delivered' })).to.deep.equal([]);
    expect(await idsOf({ late: true })).to.deep.equal([]);
    expect(await idsOf({ company: retailer, container: 'CSQU3054383' })).to.deep.equal(['S-1']);
    expect(await idsOf({ company: caterer, container: 'CSQU3054383' })).to.deep.equal([]);
  });

  it('are late by the worst of their legs', async () => {
    await amend(1, { legs: [first, second] });
    const minutes = [30, 90];
    const updates = [first, second].map((transportId, index) => ({
      ...{ transportId, sequence: 1, kind: 'estimated' },
      arrival: planOf('T-1').arrivalPlanned + (minutes[index] ?? 0) * 60_000,
    }));
    const request = { ref: 'u', updates };
    await world.ledger.submit({ as: world.admins.airline, method: 'transport:Update', request });
    const { records } = await query({ late: true });
    expect(records.map(({ delayMinutes }) => delayMinutes)).to.deep.equal([90]);
  });

  it('of many at once are governed by the rule that was in force', async () => {
    const rule = { assetType: 'shipment', version: 0, rule: "AND('{self}', '{consignee}')" };
    await world.ledger.submit({ as: world.admins.forwarder, method: 'company:SetRule', request: rule });
    const consignments = [shipmentOf('B-0'), { ...shipmentOf('B-1'), consignee: caterer }];
    await submit('forwarder', 'ConsignAll', { ref: 'ruled', consignments });
    for (const [index, consignee] of [retailer, caterer].entries()) {
      const offer = { shipmentId: `${forwarder}/B-${index}`, sequence: 1, to: airline };
      const { key } = await submit('forwarder', 'OfferCustody', offer);
      expect(await factStatusOf(world, key)).to.deep.include({
        seals: [consignee, forwarder].toSorted().map((mspId) => ({ mspId, status: 'sealed' })),
      });
    }
  });

  it('show nothing under what a shipment has nothing to do with, and name what does not hold', async () => {
    const burned = shipmentConsigned.key.build({ shipment: `${forwarder}/S-9` });
    const writes = [{ ...sealKey(forwarder, burned), value: Buffer.alloc(32, 7) }];
    expect(world.ledger.forge({ coalition: [forwarder], writes })).to.equal('VALID');
    const entry = (id = shipmentId) => `${TIME}/${id}/${sealHash(consigned.digest).slice(0, 16)}`;
    list(
      `transport/${second}/${entry()}`,
      `company/${caterer}/${entry()}`,
      `container/TCLU4265644/${entry()}`,
      `time/${entry(`${forwarder}/S-9`)}`,
    );
    const nothing = { records: [], rejected: [], bookmark: '' };
    expect(await query({ transport: second })).to.deep.equal(nothing);
    expect(await query({ company: caterer })).to.deep.equal(nothing);
    expect(await query({ container: 'TCLU4265644' })).to.deep.equal(nothing);
    const { records, rejected } = await query({});
    expect(records.map((each) => each.shipmentId)).to.deep.equal([shipmentId]);
    expect(rejected).to.deep.equal([{ key: burned, reason: 'unsealed' }]);
  });
});
