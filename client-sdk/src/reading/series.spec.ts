import type { BatchRecord } from '@kontti/model';
import { expect } from 'chai';
import { startCall } from '../gateway/call-options';
import type { Dated } from '../times';
import type { BatchSubject } from './batch-subject';
import { createDevice } from './device';
import { readSeries } from './series';
import type { Series, SeriesRequest, SeriesSources } from './series';

const startMs = Date.parse('2026-03-01T00:00:00Z');
const call = startCall({}, { nowMs: () => startMs });
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
      call,
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

  describe('of several devices and subjects', () => {
    const devices = new Map(
      ['Org1MSP/D-1', 'Org1MSP/D-2'].map((deviceId) => [deviceId, createDevice({ ...scope, deviceId })]),
    );
    const conditions = { temperatureMinMilliC: -10, temperatureMaxMilliC: 10, shockMaxMilliG: 100 };

    /** A batch of one reading a second, with these temperatures. */
    const batchOf = (
      deviceId: string,
      about: BatchSubject,
      ...[second, ...values]: readonly [number, ...(number | object)[]]
    ): Dated<BatchRecord> => {
      const signer = devices.get(deviceId);
      if (signer === undefined) throw new TypeError('a device');
      const measured = values.map((value, index) => ({
        at: new Date(startMs + (second + index) * 1_000),
        ...(typeof value === 'number' ? { temperatureMilliC: value } : value),
      }));
      const { nextSequence: firstSequence } = signer.state();
      const { bytes } = signer.sign(about, measured);
      const [from, to] = [measured.at(0)?.at, measured.at(-1)?.at];
      if (from === undefined || to === undefined) throw new TypeError('times');
      return {
        ...{ deviceId, firstSequence, count: measured.length, ...about, from, to },
        ...{ digest: '', fact: '', submittedAt: from, bytes: Buffer.from(bytes).toString('base64') },
      };
    };

    /** What is found in batches, and of what keys and conditions were asked for. */
    const readAll = async (request: SeriesRequest, ...given: readonly Dated<BatchRecord>[]) => {
      const asked: string[] = [];
      const sources: SeriesSources = {
        batches: async function* () {
          yield* given;
        },
        deviceOf: (deviceId) => {
          asked.push(deviceId);
          const publicKey = devices.get(deviceId)?.publicKey ?? '';
          return Promise.resolve({ keys: [], publicKey, keyType: 'Ed25519' });
        },
        conditionsOf: ({ shipmentId: id, siteId, agreementId }) => {
          asked.push(id ?? siteId ?? agreementId ?? '');
          return Promise.resolve(agreementId === undefined ? conditions : undefined);
        },
      };
      return { series: await readSeries(sources, request, call), asked };
    };
    const [one, two] = ['Org1MSP/D-1', 'Org1MSP/D-2'] as const;
    const site = { siteId: 'Org1MSP/Y' };

    it('has one excursion for each device, subject and kind, however many batches show it', async () => {
      const { series, asked } = await readAll(
        { container: 'CSQU3054383' },
        batchOf(one, { shipmentId }, 100, 11, 12),
        batchOf(one, { shipmentId }, 50, 30, 0, 20),
        batchOf(one, { shipmentId }, 200, 15, -11),
        batchOf(two, { shipmentId }, 100, -12),
        batchOf(two, { shipmentId }, 90, -11),
        batchOf(two, site, 100, 40),
        batchOf(two, { agreementId: 'Org1MSP/L' }, 100, 99),
      );
      const shown = series.excursions.map((each) => [
        ...[each.deviceId, each.shipmentId ?? each.siteId, each.kind],
        ...[(each.firstAt.getTime() - startMs) / 1_000, each.firstSequence, each.worst, each.readings],
      ]);
      expect(shown).to.deep.equal([
        [one, shipmentId, 'temperatureHigh', 50, 2, 30, 5],
        [one, shipmentId, 'temperatureLow', 201, 6, -11, 1],
        [two, shipmentId, 'temperatureLow', 90, 1, -12, 2],
        [two, site.siteId, 'temperatureHigh', 100, 2, 40, 1],
      ]);
      expect(series.excursions.at(-1)).not.to.have.property('shipmentId');
      expect(asked).to.deep.equal([one, shipmentId, two, site.siteId, 'Org1MSP/L']);
    });

    it('is of the devices, shipments, sites and agreements that were asked for', async () => {
      const agreement = { agreementId: 'Org1MSP/L' };
      const given = [
        batchOf(one, { shipmentId }, 0, 1),
        batchOf(one, site, 10, 2),
        batchOf(two, agreement, 20, 3),
      ];
      for (const [request, temperature] of [
        [{ shipmentId }, 1],
        [site, 2],
        [agreement, 3],
        [{ deviceId: two }, 3],
        [{ deviceId: one, siteId: site.siteId }, 2],
      ] as const) {
        const { series } = await readAll(request, ...given);
        expect(series).to.include({ batches: 1, readings: 1, unverified: 0 });
        expect(series.quantities[0]?.mean).to.equal(temperature);
      }
      const window = { deviceId: one, from: new Date(startMs), to: new Date(startMs) };
      expect((await readAll(window, ...given)).series).to.include({ batches: 1, readings: 1 });
    });

    it('has each quantity that was measured, and the last whole position', async () => {
      const place = { latitudeE7: 600_000_000, longitudeE7: 250_000_000 };
      const later = { latitudeE7: 610_000_000, longitudeE7: 260_000_000 };
      const { series } = await readAll(
        { deviceId: one },
        batchOf(one, { shipmentId }, 60, { ...later, shockMilliG: 90, humidityMilliPct: 5 }),
        batchOf(one, { shipmentId }, 0, { ...place, shockMilliG: 110 }),
      );
      const quantities = series.quantities.map(({ name, count, min, max }) => [name, count, min, max]);
      expect(quantities).to.have.deep.members([
        ['shockMilliG', 2, 90, 110],
        ['humidityMilliPct', 1, 5, 5],
      ]);
      expect(series.position).to.deep.equal({ at: new Date(startMs + 60_000), ...later, deviceId: one });
      expect([series.from, series.to]).to.deep.equal([new Date(startMs), new Date(startMs + 60_000)]);
    });
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
