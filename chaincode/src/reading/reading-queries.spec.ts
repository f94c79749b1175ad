import {
  BatchRecord,
  ExcursionRecord,
  buildKey,
  canonicalJson,
  parsePage,
  parseRecord,
  type Page,
} from '@kontti/model';
import { expect } from 'chai';
import {
  DEVICE,
  SHIPMENT,
  batchOf,
  createReadingWorld,
  type ReadingWorld,
} from '../testing/reading-world.js';

describe('queries of readings', () => {
  let world: ReadingWorld;
  const digests: string[] = [];

  before(async () => {
    world = await createReadingWorld();
    const temperatures = [[4000], [9000], [5000], [1000, 1500]];
    for (const [index, values] of temperatures.entries()) {
      const batch = batchOf(world, { temperatures: values, firstSequence: index * 10 });
      digests.push(batch.digest);
      const request = { batches: [batch.text] };
      await world.ledger.submit({ as: world.admins.forwarder, method: 'reading:Submit', request });
    }
  });

  /** Any member of the channel may ask. */
  async function evaluate(method: string, request: object): Promise<string> {
    return canonicalJson(await world.ledger.evaluate({ as: world.admins.caterer, method, request }));
  }

  async function batches(request: object): Promise<Page<BatchRecord>> {
    return parsePage(BatchRecord, await evaluate('reading:QueryBatches', request));
  }

  it('give the bytes by which a batch is verified', async () => {
    const json = await evaluate('reading:GetBatch', { deviceId: DEVICE, firstSequence: 10 });
    const record = parseRecord(BatchRecord, json);
    expect(record.digest).to.equal(digests[1]);
    expect(record.shipmentId).to.equal(SHIPMENT);
    const request = { deviceId: DEVICE, firstSequence: 11 };
    const refusal = await world.ledger.refusal({
      as: world.admins.caterer,
      method: 'reading:GetBatch',
      request,
    });
    expect(refusal.code).to.equal('NOT_FOUND');
  });

  it('list the batches of a device or a shipment, page by page', async () => {
    for (const filter of [
      { deviceId: DEVICE },
      { shipmentId: SHIPMENT },
      { deviceId: DEVICE, shipmentId: SHIPMENT },
    ]) {
      const first = await batches({ ...filter, pageSize: 3 });
      const second = await batches({ ...filter, pageSize: 3, bookmark: first.bookmark });
      const seen = [...first.records, ...second.records].map(({ digest }) => digest);
      expect(seen).to.deep.equal(digests);
      expect(second.bookmark).to.equal('');
    }
    const other = await batches({ deviceId: DEVICE, shipmentId: 'ForwarderMSP/other', pageSize: 3 });
    expect(other.records).to.deep.equal([]);
  });

  it('find excursions again in their batches', async () => {
    const json = await evaluate('reading:QueryExcursions', { shipmentId: SHIPMENT, pageSize: 10 });
    const { records } = parsePage(ExcursionRecord, json);
    const found = records.map(({ batch, excursions }) => [
      batch,
      excursions.map(({ kind, worst }) => [kind, worst]),
    ]);
    expect(found).to.deep.equal([
      [buildKey('batch', { device: DEVICE, firstSequence: 10 }), [['temperatureHigh', 9000]]],
      [buildKey('batch', { device: DEVICE, firstSequence: 30 }), [['temperatureLow', 1000]]],
    ]);
  });

  it('show bytes that the device did not sign as altered, never as a record', async () => {
    const key = buildKey('batch', { device: DEVICE, firstSequence: 20 });
    const moved = world.ledger.state.get(`public:${buildKey('batch', { device: DEVICE, firstSequence: 0 })}`);
    world.ledger.state.overwrite(key, moved);
    const page = await batches({ deviceId: DEVICE, pageSize: 10 });
    expect(page.records.map(({ firstSequence }) => firstSequence)).to.deep.equal([0, 10, 30]);
    expect(page.rejected.map(({ key: rejected, reason }) => [rejected, reason])).to.deep.equal([
      [key, 'altered'],
    ]);
  });
});
