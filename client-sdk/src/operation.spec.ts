import { ShipmentQuery, ShipmentRecord, ShipmentRequest } from '@kontti/model';
import { expect } from 'chai';
import type { KonttiError } from './errors';
import { listOperation, queryOperation } from './operation';
import { createAnsweringContext } from './testing/answering-context';
import type { AskedCall } from './testing/answering-context';

const get = queryOperation({
  name: 'shipment:GetShipment',
  request: ShipmentRequest,
  record: ShipmentRecord,
});
const list = listOperation({
  name: 'shipment:QueryShipments',
  request: ShipmentQuery,
  record: ShipmentRecord,
  timeFields: ['from', 'to'],
});

function record(id: string): object {
  const shipment = { consignee: 'BMSP', ssccs: [], items: [], legs: [], documents: [] };
  return {
    ...{ shipmentId: `AMSP/${id}`, consignor: 'AMSP', custodian: 'AMSP', status: 'consigned', moves: 0 },
    shipment: { ...shipment, origin: 'HEL', destination: 'JFK' },
    ...{ late: false, consignedAt: 1_769_846_400_000, fact: `shipment/AMSP/${id}`, digest: 'a'.repeat(64) },
  };
}

/** Pages of one record, `S-1` to `S-3`, with bookmarks of the chaincode's own. */
function pageOf({ request }: AskedCall): object {
  const place = Number(request['bookmark'] ?? 1);
  const rejected = place === 2 ? [{ key: 'shipment/AMSP/void', reason: 'void' }] : [];
  return { records: [record(`S-${place}`)], rejected, bookmark: place === 3 ? '' : String(place + 1) };
}

async function failureOf(call: () => Promise<unknown>): Promise<KonttiError> {
  return call().then(
    () => expect.fail('nothing failed'),
    (error: unknown) => error as KonttiError,
  );
}

describe('an operation that reads one record', () => {
  it('sends the request, and gives times as dates', async () => {
    const { context, asked } = createAnsweringContext(() => record('S-1'));
    const { shipmentId, consignedAt } = await get(context, { shipmentId: 'AMSP/S-1' });
    expect({ shipmentId, consignedAt }).to.deep.equal({
      shipmentId: 'AMSP/S-1',
      consignedAt: new Date(1_769_846_400_000),
    });
    expect(asked).to.deep.equal([{ name: 'shipment:GetShipment', request: { shipmentId: 'AMSP/S-1' } }]);
  });

  it('refuses what was recorded under a definition that the company never accepted', async () => {
    const { context, disowned } = createAnsweringContext(() => record('S-1'));
    disowned.add('shipment/AMSP/S-1');
    const { code, stage } = await failureOf(() => get(context, { shipmentId: 'AMSP/S-1' }));
    expect([code, stage]).to.deep.equal(['RECORD_DISOWNED', 'evaluate']);
  });

  it('says when it does not understand the answer', async () => {
    for (const answer of ['no JSON', {}, { ...record('S-1'), more: 1 }]) {
      const { context } = createAnsweringContext(() => answer);
      const { code, cause } = await failureOf(() => get(context, { shipmentId: 'AMSP/S-1' }));
      expect(code).to.equal('RESULT_MALFORMED');
      expect(cause).to.be.instanceOf(Error);
    }
  });
});

describe('a query of many records', () => {
  it('reads all pages, with its conditions and the size of a page, and reports what does not hold', async () => {
    const { context, asked, disowned } = createAnsweringContext(pageOf);
    disowned.add('shipment/AMSP/S-3');
    const found: string[] = [];
    const rejected: object[] = [];
    const from = '2026-01-01T00:00:00Z';
    const options = { pageSize: 7, onRejected: (each: object) => rejected.push(each) };
    for await (const { shipmentId } of list(context)({ company: 'AMSP', from }, options)) {
      found.push(shipmentId);
    }
    expect(found).to.deep.equal(['AMSP/S-1', 'AMSP/S-2']);
    expect(rejected).to.deep.equal([
      { key: 'shipment/AMSP/void', reason: 'void' },
      { key: 'shipment/AMSP/S-3', reason: 'disowned' },
    ]);
    const conditions = { company: 'AMSP', from: Date.parse(from), pageSize: 7 };
    expect(asked.map(({ request }) => request)).to.deep.equal([
      conditions,
      { ...conditions, bookmark: '2' },
      { ...conditions, bookmark: '3' },
    ]);
    expect(new Set(asked.map(({ name }) => name))).to.deep.equal(new Set(['shipment:QueryShipments']));
  });

  it('goes on from a bookmark, also with pages of another size, and from none of another query', async () => {
    const { context, asked } = createAnsweringContext(pageOf);
    const page: ReturnType<typeof list>['page'] = (...given) => list(context).page(...given);
    const { bookmark } = await page({ company: 'AMSP' }, { pageSize: 1 });
    const second = await page({ company: 'AMSP' }, { pageSize: 2, bookmark });
    expect(second.records.map(({ shipmentId }) => shipmentId)).to.deep.equal(['AMSP/S-2']);
    expect(asked.at(-1)?.request).to.deep.equal({ company: 'AMSP', pageSize: 2, bookmark: '2' });
    const last = await page({ company: 'AMSP' }, { bookmark: second.bookmark });
    expect(last.bookmark).to.equal('');
    expect(asked.at(-1)?.request).to.deep.equal({ company: 'AMSP', pageSize: 50, bookmark: '3' });
    for (const conditions of [{ company: 'BMSP' }, {}]) {
      const { code, details } = await failureOf(() => page(conditions, { bookmark }));
      expect([code, details['option']]).to.deep.equal(['OPTIONS_INVALID', 'bookmark']);
    }
    expect(asked).to.have.length(3);
  });

  it('bounds each page by what its caller gave, and by nothing else', async () => {
    const { context, bounds } = createAnsweringContext(pageOf);
    const nowMs = context.session.timers.nowMs();
    const { signal } = new AbortController();
    const read = async (options?: object): Promise<void> => {
      for await (const _ of list(context)({}, options)) continue;
    };
    await read({ signal, timeoutMs: 5 });
    await read();
    await list(context).page({}, { signal, timeoutMs: 7 });
    const { closed, timeouts } = context.session;
    const given = { deadline: nowMs + 5, cancelledBy: [signal, closed] };
    const none = { deadline: nowMs + timeouts.evaluateMs, cancelledBy: [closed] };
    const page = { ...given, deadline: nowMs + 7 };
    expect(bounds).to.deep.equal([given, given, given, none, none, none, page]);
  });

  it('takes no options that it does not know', async () => {
    const { context, asked } = createAnsweringContext(pageOf);
    const unknown = { limit: 1 } as never;
    for (const call of [() => list(context)({}, unknown).next(), () => list(context).page({}, unknown)]) {
      const { code, details } = await failureOf(call);
      expect([code, details['option']]).to.deep.equal(['OPTIONS_INVALID', 'limit']);
    }
    expect(asked).to.be.empty;
  });

  it('takes pages as options alone', async () => {
    const { context, asked } = createAnsweringContext(pageOf);
    for (const field of ['pageSize', 'bookmark']) {
      const { code, details } = await failureOf(() => list(context).page({ [field]: 1 } as never));
      expect([code, details['field']]).to.deep.equal(['FIELD_UNKNOWN', field]);
    }
    expect(asked).to.be.empty;
  });
});
