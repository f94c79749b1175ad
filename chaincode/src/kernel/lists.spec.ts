import { bytesKey, type Page, type ShipmentRecord, type TransportRecord } from '@kontti/model';
import { expect } from 'chai';
import { CHAINCODE_LIMITS } from '../limits';
import { COMPANIES, HOUR_MS, NOON_MS, createWorld, planOf, shipmentOf, type World } from '../testing/world';

const COUNT = 25;
const EVERYBODY = Object.values(COMPANIES);
const TIME = String(NOON_MS).padStart(16, '0');
const ENTRY = Buffer.from('{}');

/** Writes entries of lists as a majority can. */
function list(world: World, keys: readonly string[]): void {
  const writes = keys.map((key) => ({ key: `idx/${key}`, value: ENTRY }));
  expect(world.ledger.forge({ coalition: EVERYBODY, writes })).to.equal('VALID');
}

interface Read<T> {
  readonly records: T[];
  readonly pages: Page<T>[];
  /** Keys that each page read. */
  readonly reads: number[];
}

/** Reads a list to its end. */
async function readAll<T>(world: World, method: string, query: object, pageSize = 100): Promise<Read<T>> {
  const pages: Page<T>[] = [];
  const reads: number[] = [];
  const as = world.admins.caterer;
  for (let bookmark = ''; pages.length === 0 || bookmark !== '';) {
    const request = { ...query, pageSize, ...(bookmark === '' ? {} : { bookmark }) };
    const { error, result, stub } = await world.ledger.simulate({ as, method, request });
    expect(error).to.equal(undefined);
    const page = result as Page<T>;
    expect(page.records.length + page.rejected.length).to.be.at.most(pageSize);
    expect(page.bookmark.length).to.be.at.most(1024);
    pages.push(page);
    reads.push(stub.reads.length);
    ({ bookmark } = page);
    if (pages.length > 500) throw new TypeError('the pages do not end');
  }
  return { records: pages.flatMap(({ records }) => records), pages, reads };
}

async function consign(world: World, count: number, change: object = {}): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const request = { ...shipmentOf(`S-${index}`), ...change };
    const timeMs = NOON_MS + index;
    await world.ledger.submit({ as: world.admins.forwarder, method: 'shipment:Consign', request, timeMs });
  }
}

describe('queries', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
    const { ledger, admins } = world;
    const transports = Array.from({ length: COUNT }, (_, index) =>
      planOf(`T-${index}`, NOON_MS + index * HOUR_MS),
    );
    await ledger.submit({ as: admins.airline, method: 'transport:Plan', request: { ref: 'p', transports } });
    const updates = transports.slice(0, 10).map(({ transportId, departurePlanned, arrivalPlanned }) => ({
      transportId,
      sequence: 1,
      kind: 'arrived',
      departure: departurePlanned,
      arrival: arrivalPlanned + HOUR_MS,
    }));
    await ledger.submit({ as: admins.airline, method: 'transport:Update', request: { ref: 'u', updates } });
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

  const transports = async (query: object, pageSize = 100) =>
    (await readAll<TransportRecord>(world, 'transport:Query', query, pageSize)).records.map(
      ({ plan }) => plan.transportId.split('-')[1],
    );
  const shipments = async (query: object, pageSize = 100) =>
    (await readAll<ShipmentRecord>(world, 'shipment:QueryShipments', query, pageSize)).records.map(
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

  it('refuse a bookmark that no page of the list gave', async () => {
    const { bookmark } = (await readAll<TransportRecord>(world, 'transport:Query', {}, 1)).pages[0] ?? {};
    const garbage = ['a\u007f', 'AAAA', '=', 'ä', `${bookmark}A`, `${bookmark}=`, 'x'.repeat(1024)];
    const calls = [
      ...garbage.map((each) => ({ method: 'transport:Query', request: { pageSize: 1, bookmark: each } })),
      { method: 'transport:Query', request: { pageSize: 1, bookmark, company: COMPANIES.airline } },
      { method: 'shipment:QueryShipments', request: { pageSize: 1, bookmark } },
    ];
    for (const call of calls) {
      const refusal = await world.ledger.refusal({ as: world.admins.caterer, ...call });
      expect(refusal, JSON.stringify(call)).to.include({ code: 'FIELD_FORMAT', field: 'bookmark' });
    }
    const long = { pageSize: 1, bookmark: 'x'.repeat(1025) };
    const call = { as: world.admins.caterer, method: 'transport:Query', request: long };
    expect(await world.ledger.refusal(call)).to.include({ field: 'bookmark' });
  });
});

describe('hostile lists', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  const idsOf = ({ records }: Read<ShipmentRecord>) =>
    records.map(({ shipmentId }) => shipmentId.split('-')[1]);
  const readShipments = (query: object = {}, pageSize?: number) =>
    readAll<ShipmentRecord>(world, 'shipment:QueryShipments', query, pageSize);

  it('show a record once and at its own time, wherever somebody lists it', async () => {
    await consign(world, 2);
    const listed = `${COMPANIES.forwarder}/S-0`;
    const times = [NOON_MS - 1, NOON_MS, NOON_MS + 1].map((at) => String(at).padStart(16, '0'));
    list(
      world,
      times.map((time) => `shipment/time/${time}/${listed}/${'0'.repeat(16)}`),
    );
    list(
      world,
      times.map((time) => `shipment/time/${time}/${listed}`),
    );
    expect(idsOf(await readShipments())).to.deep.equal(['0', '1']);
    expect(idsOf(await readShipments({ from: NOON_MS + 1 }))).to.deep.equal(['1']);
  });

  it('cannot be written before the fact that lists itself there: its hash is not known', async () => {
    await consign(world, 1);
    const entries = world.ledger.state.publicKeys().filter((key) => key.startsWith('idx/shipment/'));
    const facts = world.ledger.state.publicKeys().filter((key) => key.startsWith(bytesKey('')));
    expect(entries).to.have.length(4);
    for (const entry of entries) {
      const hash = entry.slice(-16);
      expect(facts.some((key) => key.startsWith(bytesKey(hash)))).to.equal(true);
    }
  });

  it('pass over entries that no contract made', async () => {
    const entries = [
      'x',
      `${TIME}/x`,
      `${TIME}/A/b/c`,
      `${TIME}/ `,
      `${TIME}/A/b\u00e4`,
      '//',
      `${TIME}/A/b`,
    ];
    const withHash = entries.map((entry) => `${entry}/${'0'.repeat(16)}`);
    const kinds = [
      'shipment/time',
      'transport/time',
      `milestone/${COMPANIES.forwarder}/S-1`,
      'batch/shipment/A/b',
      'excursion/A/b',
    ];
    list(
      world,
      kinds.flatMap((kind) => [...entries, ...withHash].map((entry) => `${kind}/${entry}`)),
    );
    for (const [method, query] of [
      ['shipment:QueryShipments', {}],
      ['transport:Query', {}],
      ['shipment:QueryMilestones', { shipmentId: `${COMPANIES.forwarder}/S-1` }],
      ['reading:QueryBatches', { shipmentId: 'A/b' }],
      ['reading:QueryExcursions', { shipmentId: 'A/b' }],
    ] as const) {
      const { pages } = await readAll<unknown>(world, method, query, 10);
      expect(pages, method).to.deep.equal([{ records: [], bookmark: '', rejected: [] }]);
    }
  });

  it('of 30 large consignments are read in pages of bounded bytes', async () => {
    const description = '\u0001'.repeat(512);
    const items = Array.from({ length: 200 }, (_, index) => ({ serial: `${index}`, description }));
    await consign(world, 30, { items });
    const read = await readShipments();
    expect(idsOf(read)).to.deep.equal(Array.from({ length: 30 }, (_, index) => String(index)));
    const largest = Math.max(...read.records.map((record) => JSON.stringify(record).length));
    for (const page of read.pages) {
      expect(JSON.stringify(page).length).to.be.below(CHAINCODE_LIMITS.pageBytesMax + largest + 2048);
    }
    expect(read.pages.length).to.be.below(30);
  });

  for (const [what, keyOf, count] of [
    ['1,300 entries of ids that are not there', (n: number) => `A/${n}/${'0'.repeat(16)}`, 1300],
    ['301 overlong keys', (n: number) => `${'x'.repeat(500)}${n}`, 301],
    [
      '1,300 overlong keys that start alike and go on with the last character',
      (n: number) => `${'x'.repeat(479)}\u{10ffff}\u{10ffff}${n}`,
      1300,
    ],
    ['30,000 short ones', (n: number) => n.toString(36), 30_000],
  ] as const) {
    it(`with ${what} are read to the end, each page within its bounds`, async () => {
      await consign(world, 3);
      list(
        world,
        Array.from({ length: count }, (_, index) => `shipment/time/${TIME}/${keyOf(index)}`),
      );
      for (const pageSize of [1, 100]) {
        const read = await readShipments({}, pageSize);
        expect(idsOf(read)).to.deep.equal(['0', '1', '2']);
        expect(read.pages.length).to.be.at.most(Math.ceil(count / CHAINCODE_LIMITS.scanMax) + 4);
        for (const reads of read.reads) expect(reads).to.be.at.most(CHAINCODE_LIMITS.pageReadsMax + 200);
      }
    });
  }

  it('with large values are read in pages of bounded bytes', async () => {
    await consign(world, 2);
    // A peer would put a hundred of them into one message, which gRPC refuses.
    const sizes = [9, ...Array.from({ length: 110 }, () => 1), 9];
    const value = Buffer.alloc(9 * 1024 * 1024, 'x');
    const writes = sizes.map((size, index) => ({
      key: `idx/shipment/time/0/${index}`,
      value: value.subarray(0, size * 1024 * 1024),
    }));
    expect(world.ledger.forge({ coalition: EVERYBODY, writes })).to.equal('VALID');
    const read = await readShipments();
    expect(idsOf(read)).to.deep.equal(['0', '1']);
    expect(read.pages.length).to.be.within(14, 18);
  });

  it('are read in pages of bounded reads', async () => {
    const { ledger, admins } = world;
    const transports = Array.from({ length: 100 }, (_, index) => planOf(`T-${index}`));
    await ledger.submit({ as: admins.airline, method: 'transport:Plan', request: { ref: 'p', transports } });
    for (let sequence = 1; sequence <= 42; sequence += 1) {
      const updates = transports.map(({ transportId, arrivalPlanned }) => ({
        ...{ transportId, sequence, kind: 'estimated' },
        arrival: arrivalPlanned + sequence,
      }));
      await ledger.submit({
        as: admins.airline,
        method: 'transport:Update',
        request: { ref: `u-${sequence}`, updates },
      });
    }
    const read = await readAll<TransportRecord>(world, 'transport:Query', {});
    expect(read.records).to.have.length(100);
    expect(read.pages.length).to.be.above(1);
    for (const reads of read.reads) expect(reads).to.be.at.most(CHAINCODE_LIMITS.pageReadsMax + 200);
  }).timeout(240_000);
});
