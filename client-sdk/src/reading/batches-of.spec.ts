import { expect } from 'chai';
import { startCall } from '../gateway/call-options';
import { batchesOf } from './series';
import type { SeriesRequest } from './series';

const call = startCall({}, { nowMs: () => 0 });

/** What is asked for a request's batches. */
async function askedFor(request: SeriesRequest): Promise<readonly unknown[]> {
  const asked: unknown[] = [];
  const lists = (found: readonly object[]) =>
    async function* (conditions: object) {
      asked.push(conditions);
      yield* await Promise.resolve(found);
    };
  const operations = {
    queryBatches: lists([{ deviceId: 'A/D' }]),
    queryShipments: lists([{ shipmentId: 'A/S-1' }, { shipmentId: 'A/S-2' }]),
  };
  for await (const batch of batchesOf(operations as never, request, call)) asked.push(batch);
  return asked;
}

describe('the batches of a series', () => {
  const batch = { deviceId: 'A/D' };

  it('are those of the device or subject that is asked for, and of each shipment of a container', async () => {
    for (const request of [
      { deviceId: 'A/D' },
      { shipmentId: 'A/S' },
      { siteId: 'A/Y' },
      { agreementId: 'A/d' },
    ]) {
      expect(await askedFor(request)).to.deep.equal([request, batch]);
    }
    expect(await askedFor({ container: 'CSQU3054383' })).to.deep.equal([
      { container: 'CSQU3054383' },
      ...[{ shipmentId: 'A/S-1' }, batch, { shipmentId: 'A/S-2' }, batch],
    ]);
    expect(await askedFor({})).to.deep.equal([]);
  });
});
