import type { Page, ShipmentRecord, TransportRecord } from '@kontti/model';
import { expect } from 'chai';
import {
  COMPANIES,
  HOUR_MS,
  NOON_MS,
  createWorld,
  planOf,
  shipmentOf,
  type World,
} from '../testing/world.js';

const COUNT = 25;

describe('queries', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    const { ledger, admins } = world;
    const transports = Array.from({ length: COUNT }, (_, index) =>
      planOf(`T-${index}`, NOON_MS + index * HOUR_MS),
    );
    await ledger.submit({
      as: admins.airline,
      method: 'shipment:PlanTransports',
      request: { ref: 'p', transports },
    });
    const updates = transports.slice(0, 10).map(({ transportId, departurePlanned, arrivalPlanned }) => ({
      transportId,
      sequence: 1,
      kind: 'arrived',
      departure: departurePlanned,
      arrival: arrivalPlanned + HOUR_MS,
    }));
    await ledger.submit({
      as: admins.airline,
      method: 'shipment:UpdateTransports',
      request: { ref: 'u', updates },
    });
    for (let index = 0; index < 4; index += 1) {
      const legs = [`${COMPANIES.airline}/T-${index * 5}`];
      const request = { ...shipmentOf(`S-${index}`, legs), ...(index === 3 ? { origin: 'JFK' } : {}) };
      await ledger.submit({
        as: admins.forwarder,
        method: 'shipment:Consign',
        request,
        timeMs: NOON_MS + index,
      });
    }
  });

  async function all<T>(method: string, query: object, pageSize: number): Promise<T[]> {
    const records: T[] = [];
    let bookmark: string | undefined;
    for (let pages = 0; pages < 50; pages += 1) {
      const request = { ...query, pageSize, ...(bookmark === undefined ? {} : { bookmark }) };
      const as = world.admins.caterer;
      const page: Page<T> = await world.ledger.evaluate({ as, method, request });
      expect(page.records.length).to.be.at.most(pageSize);
      expect(page.rejected).to.deep.equal([]);
      records.push(...page.records);
      if (page.bookmark === '') return records;
      bookmark = page.bookmark;
    }
    throw new TypeError('the pages do not end');
  }

  const transports = async (query: object, pageSize = 100) =>
    (await all<TransportRecord>('shipment:QueryTransports', query, pageSize)).map(
      ({ plan }) => plan.transportId.split('-')[1],
    );
  const shipments = async (query: object, pageSize = 100) =>
    (await all<ShipmentRecord>('shipment:QueryShipments', query, pageSize)).map(
      ({ shipmentId }) => shipmentId.split('-')[1],
    );

  it('give the same records whatever the size of a page', async () => {
    const expected = Array.from({ length: COUNT }, (_, index) => String(index));
    for (const pageSize of [1, 7, 24, 25, 26, 100]) {
      expect(await transports({}, pageSize), String(pageSize)).to.deep.equal(expected);
    }
  });

  it('of transports filter by company, place, status, lateness and planned departure', async () => {
    expect(await transports({ company: COMPANIES.airline })).to.have.length(COUNT);
    expect(await transports({ company: COMPANIES.caterer })).to.deep.equal([]);
    expect(await transports({ place: 'LAX', late: true })).to.have.length(10);
    expect(await transports({ place: 'FIHEL' })).to.deep.equal([]);
    expect(await transports({ status: 'planned', late: false }, 2)).to.have.length(15);
    const window = { from: NOON_MS + 3 * HOUR_MS, to: NOON_MS + 5 * HOUR_MS };
    expect(await transports(window, 1)).to.deep.equal(['3', '4', '5']);
    expect(await transports({ from: NOON_MS + 24 * HOUR_MS })).to.deep.equal(['24']);
    expect(await transports({ to: NOON_MS - 1 })).to.deep.equal([]);
  });

  it('of shipments filter by company, container, place, transport, status, lateness and time', async () => {
    expect(await shipments({ company: COMPANIES.retailer })).to.deep.equal(['0', '1', '2', '3']);
    expect(await shipments({ company: COMPANIES.airline })).to.deep.equal([]);
    expect(await shipments({ container: 'CSQU3054383', late: true })).to.deep.equal(['0', '1']);
    expect(await shipments({ place: 'JFK' })).to.deep.equal(['3']);
    expect(await shipments({ transport: `${COMPANIES.airline}/T-5` })).to.deep.equal(['1']);
    expect(await shipments({ late: false, status: 'consigned' })).to.deep.equal(['2', '3']);
    expect(await shipments({ status: 'delivered' })).to.deep.equal([]);
    expect(await shipments({ from: NOON_MS + 1, to: NOON_MS + 2 })).to.deep.equal(['1', '2']);
  });

  it('name what does not hold instead of showing it', async () => {
    const { ledger, admins } = world;
    const key = `shipment/${COMPANIES.forwarder}/S-9`;
    ledger.state.overwrite(`idx/shipment/time/${String(NOON_MS).padStart(16, '0')}/${key.slice(9)}`, ENTRY);
    ledger.state.overwrite(key, Buffer.from('{"forged":true}'));
    const request = { pageSize: 100, to: NOON_MS };
    const call = { as: admins.caterer, method: 'shipment:QueryShipments', request };
    const page = await ledger.evaluate<Page<ShipmentRecord>>(call);
    expect(page.records).to.have.length(1);
    expect(page.rejected).to.deep.equal([{ key, reason: 'unsealed' }]);
  });

  it('show a record once and at its own time, wherever somebody lists it', async () => {
    const listed = `${COMPANIES.forwarder}/S-0`;
    for (const at of [NOON_MS - 1, NOON_MS + 3]) {
      world.ledger.state.overwrite(`idx/shipment/time/${String(at).padStart(16, '0')}/${listed}`, ENTRY);
    }
    expect(await shipmentsThatHold({})).to.deep.equal(['0', '1', '2', '3']);
    expect(await shipmentsThatHold({ from: NOON_MS + 3 })).to.deep.equal(['3']);
  });

  async function shipmentsThatHold(query: object): Promise<(string | undefined)[]> {
    const request = { ...query, pageSize: 100 };
    const call = { as: world.admins.caterer, method: 'shipment:QueryShipments', request };
    const { records } = await world.ledger.evaluate<Page<ShipmentRecord>>(call);
    return records.map(({ shipmentId }) => shipmentId.split('-')[1]);
  }

  it('pass over entries that no contract made', async () => {
    const forged = await createWorld();
    const time = String(NOON_MS).padStart(16, '0');
    for (const entry of [
      'x',
      `${time}/x`,
      `${time}/A/b/c`,
      `${time}/ `,
      `${time}/A/b\u00e4`,
      '//',
      `${time}/A/b`,
    ]) {
      for (const kind of ['shipment/time', 'transport/time', 'claim/time', 'lot/A/b/c']) {
        forged.ledger.state.overwrite(`idx/${kind}/${entry}`, ENTRY);
      }
    }
    const holder = 'c'.repeat(64);
    forged.ledger.state.overwrite(`idx/lot/A/b/${holder}/A/b`, ENTRY);
    const lots = { programme: 'A/b', holder };
    for (const [method, query] of [
      ['shipment:QueryShipments', {}],
      ['shipment:QueryTransports', {}],
      ['loyalty:QueryClaims', {}],
      ['loyalty:QueryLots', lots],
    ] as const) {
      const call = { as: forged.admins.caterer, method, request: { ...query, pageSize: 10 } };
      const page = await forged.ledger.evaluate<Page<unknown>>(call);
      expect(page, method).to.deep.equal({ records: [], bookmark: '', rejected: [] });
    }
  });

  it('refuse a bookmark that no page gave', async () => {
    const call = {
      as: world.admins.caterer,
      method: 'shipment:QueryTransports',
      request: { pageSize: 1, bookmark: 'a\u007f' },
    };
    expect(await world.ledger.refusal(call)).to.include({ code: 'FIELD_FORMAT', field: 'bookmark' });
  });
});

const ENTRY = Buffer.from('{}');
