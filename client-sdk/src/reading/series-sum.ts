import { decodeBatch, findExcursions, READING_COLUMNS, toColumns } from '@kontti/model';
import type { BatchRecord, Conditions, Reading } from '@kontti/model';
import { KonttiError } from '../errors';
import { SERIES_POINTS } from '../limits';
import { timeToMs, toDated } from '../times';
import type { Dated } from '../times';
import { verifyBatch } from './decode';
import { Downsampler } from './downsample';
import type { MeasuredQuantity, Series, SeriesExcursion, SeriesPosition, SeriesRequest } from './series';

/** Position is shown as a place and not as a mean. */
const QUANTITIES = READING_COLUMNS.map(({ name }) => name).filter((name) => !name.endsWith('E7'));

interface QuantitySum {
  readonly points: Downsampler;
  count: number;
  min: number;
  max: number;
  sum: number;
}

/** Sums up the readings of batches, and keeps none. */
export class SeriesSum {
  readonly #request: SeriesRequest;
  readonly #fromMs: number;
  readonly #toMs: number;
  readonly #pointsMax: number;
  readonly #quantities = new Map<MeasuredQuantity, QuantitySum>();
  readonly #excursions = new Map<string, SeriesExcursion>();
  #batches = 0;
  #unverified = 0;
  #readings = 0;
  #firstMs = Infinity;
  #lastMs = -Infinity;
  #position: SeriesPosition | undefined;

  constructor(request: SeriesRequest) {
    this.#request = request;
    this.#fromMs = request.from === undefined ? -Infinity : timeToMs(request.from, 'from');
    this.#toMs = request.to === undefined ? Infinity : timeToMs(request.to, 'to');
    this.#pointsMax = request.points ?? SERIES_POINTS;
  }

  isAbout({ deviceId, shipmentId, siteId, agreementId, container, from, to }: Dated<BatchRecord>): boolean {
    const request = this.#request;
    return (
      (request.deviceId === undefined || request.deviceId === deviceId) &&
      (request.shipmentId === undefined || request.shipmentId === shipmentId) &&
      (request.siteId === undefined || request.siteId === siteId) &&
      (request.agreementId === undefined || request.agreementId === agreementId) &&
      (request.container === undefined || container === undefined || request.container === container) &&
      from.getTime() <= this.#toMs &&
      to.getTime() >= this.#fromMs
    );
  }

  add(
    { bytes, deviceId, shipmentId, siteId }: Dated<BatchRecord>,
    of: { readonly publicKey: string; readonly conditions: Conditions | undefined },
  ): void {
    this.#batches += 1;
    const readings = readVerified(Buffer.from(bytes, 'base64'), of.publicKey)?.filter(
      ({ at }) => at >= this.#fromMs && at <= this.#toMs,
    );
    if (readings === undefined) {
      this.#unverified += 1;
      return;
    }
    for (const reading of readings) this.#addReading(reading, deviceId);
    if (readings.length === 0) return;
    for (const excursion of findExcursions(toColumns(readings), of.conditions ?? {})) {
      const about = siteId === undefined ? { shipmentId } : { siteId };
      this.#addExcursion({ ...toDated(excursion), deviceId, ...about });
    }
  }

  #addReading(reading: Reading, deviceId: string): void {
    const { at, latitudeE7, longitudeE7 } = reading;
    this.#readings += 1;
    this.#firstMs = Math.min(this.#firstMs, at);
    this.#lastMs = Math.max(this.#lastMs, at);
    if (latitudeE7 !== undefined && longitudeE7 !== undefined && at >= (this.#position?.at.getTime() ?? 0)) {
      this.#position = { at: new Date(at), latitudeE7, longitudeE7, deviceId };
    }
    for (const name of QUANTITIES) {
      const value = reading[name];
      if (value !== undefined) this.#addValue(name, at, value);
    }
  }

  #addValue(name: MeasuredQuantity, at: number, value: number): void {
    let quantity = this.#quantities.get(name);
    if (quantity === undefined) {
      quantity = {
        points: new Downsampler(this.#pointsMax),
        count: 0,
        min: Infinity,
        max: -Infinity,
        sum: 0,
      };
      this.#quantities.set(name, quantity);
    }
    quantity.count += 1;
    quantity.min = Math.min(quantity.min, value);
    quantity.max = Math.max(quantity.max, value);
    quantity.sum += value;
    quantity.points.add(at, value);
  }

  /** One for each device, shipment or site, and kind. */
  #addExcursion(next: SeriesExcursion): void {
    const name = `${next.deviceId} ${next.shipmentId ?? ''} ${next.siteId ?? ''} ${next.kind}`;
    const before = this.#excursions.get(name);
    if (before === undefined) {
      this.#excursions.set(name, next);
      return;
    }
    const first = next.firstAt < before.firstAt ? next : before;
    const isFarther = Math.abs(next.worst - next.limit) > Math.abs(before.worst - before.limit);
    this.#excursions.set(name, {
      ...first,
      worst: isFarther ? next.worst : before.worst,
      readings: before.readings + next.readings,
    });
  }

  toSeries(): Series {
    const hasReadings = this.#readings > 0;
    return {
      ...{ batches: this.#batches, unverified: this.#unverified, readings: this.#readings },
      from: hasReadings ? new Date(this.#firstMs) : undefined,
      to: hasReadings ? new Date(this.#lastMs) : undefined,
      quantities: QUANTITIES.flatMap((name) => {
        const quantity = this.#quantities.get(name);
        if (quantity === undefined) return [];
        const { points, count, min, max, sum } = quantity;
        return [{ name, count, min, max, mean: sum / count, points: points.points() }];
      }),
      excursions: [...this.#excursions.values()],
      position: this.#position,
    };
  }
}

/** `undefined` for a batch that its device did not sign like this. */
function readVerified(bytes: Uint8Array, publicKey: string): readonly Reading[] | undefined {
  try {
    verifyBatch({ bytes, publicKey });
    return decodeBatch(bytes).readings;
  } catch (error) {
    if (error instanceof KonttiError && error.code === 'READINGS_INVALID') return undefined;
    throw error;
  }
}
