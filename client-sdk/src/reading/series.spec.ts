import type { BatchRecord } from '@kontti/model';
import { expect } from 'chai';
import type { Dated } from '../times';
import { createDevice } from './device';
import { readSeries } from './series';
import type { Series, SeriesRequest } from './series';

const startMs = Date.parse('2026-03-01T00:00:00Z');
const scope = { channel: 'mychannel', chaincode: 'kontti' };
const shipmentId = 'Org1MSP/S-1';
const container = 'CSQU3054383';

/** A temperature that rises by a thousandth of a degree each second, with a position each minute. */
const measurementAt = (second: number) => ({
  at: new Date(startMs + second * 1_000),
  temperatureMilliC: second,
  ...(second % 60 === 0 ? { latitudeE7: 600_000_000 + second, longitudeE7: 250_000_000 } : {}),
});

describe('a series of readings', () => {
  const device = createDevice({ ...scope, deviceId: 'Org1MSP/D-1' });
  const batches: Dated<BatchRecord>[] = [];

  before(() => {
    for (let start = 0; start < 3_000; start += 500) {
      const measurements = Array.from({ length: 500 }, (_, index) => measurementAt(start + index));
      const { deviceId, bytes } = device.sign({ shipmentId, container }, measurements);
      batches.push({
        ...{ deviceId, firstSequence: start, count: 500, shipmentId, container },
        ...{ from: new Date(startMs + start * 1_000), to: new Date(startMs + (start + 499) * 1_000) },
        ...{ digest: '', fact: '', submittedAt: new Date(0), bytes: Buffer.from(bytes).toString('base64') },
      });
    }
  });

  const read = (request: SeriesRequest, publicKey = device.publicKey): Promise<Series> =>
    readSeries(
      {
        batches: async function* () {
          yield* batches;
        },
        deviceOf: () => Promise.resolve({ keys: [], publicKey, keyType: 'Ed25519' }),
        conditionsOf: () => Promise.resolve({ temperatureMaxMilliC: 2_500 }),
      },
      request,
    );

  it('is summed up by time into a bounded number of points', async () => {
    const {
      batches: count,
      readings,
      quantities,
      from,
      to,
      position,
    } = await read({ shipmentId, points: 50 });
    expect([count, readings]).to.deep.equal([6, 3_000]);
    expect([from, to]).to.deep.equal([new Date(startMs), new Date(startMs + 2_999_000)]);
    expect(quantities.map(({ name }) => name)).to.deep.equal(['temperatureMilliC']);
    const [temperature] = quantities;
    expect(temperature).to.include({ count: 3_000, min: 0, max: 2_999, mean: 1_499.5 });
    const points = temperature?.points ?? [];
    expect(points.length).to.be.within(25, 50);
    expect(points.reduce((sum, point) => sum + point.count, 0)).to.equal(3_000);
    for (const point of points) {
      expect(point.mean).to.equal((point.min + point.max) / 2);
      expect(point.count).to.equal(point.max - point.min + 1);
    }
    expect(position).to.deep.include({ latitudeE7: 600_002_940, deviceId: 'Org1MSP/D-1' });
  });

  it('has what was outside the conditions', async () => {
    expect((await read({ shipmentId })).excursions).to.deep.equal([
      {
        ...{ kind: 'temperatureHigh', limit: 2_500, worst: 2_999, readings: 499, firstSequence: 2_501 },
        ...{ firstAt: new Date(startMs + 2_501_000), deviceId: 'Org1MSP/D-1', shipmentId },
      },
    ]);
  });

  it('is of the times and the container that were asked for', async () => {
    const from = new Date(startMs + 400_000);
    const { readings, quantities } = await read({
      deviceId: 'Org1MSP/D-1',
      from,
      to: '2026-03-01T00:10:00Z',
    });
    expect(readings).to.equal(201);
    expect(quantities[0]).to.include({ min: 400, max: 600 });
    expect(await read({ container: 'CSQU3054384' })).to.include({ batches: 0, readings: 0, from: undefined });
  });

  it('leaves out what its device did not sign', async () => {
    const other = createDevice({ ...scope, deviceId: 'Org1MSP/D-2' });
    expect(await read({ shipmentId }, other.publicKey)).to.include({ unverified: 6, readings: 0 });
  });

  it('is refused without a word of what it is about', async () => {
    const codeOf = (request: SeriesRequest): Promise<unknown> =>
      read(request).then(
        () => undefined,
        (error: { code?: unknown }) => error.code,
      );
    expect(await codeOf({})).to.equal('OPTIONS_INVALID');
    expect(await codeOf({ shipmentId, points: 0 })).to.equal('OPTIONS_INVALID');
    expect(await codeOf({ shipmentId, from: 'yesterday' })).to.equal('TIME_INVALID');
  });
});
