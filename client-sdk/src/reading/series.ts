import type { READING_COLUMNS } from '@kontti/model';
import type {
  BatchQuery,
  BatchRecord,
  Conditions,
  Excursion,
  ShipmentQuery,
  ShipmentRecord,
} from '@kontti/model';
import { SERIES_POINTS_MAX } from '../limits';
import { checkOptions, missingOption } from '../options/check-options';
import type { OptionRule, OptionRules } from '../options/check-options';
import { text, wholeNumber } from '../options/rules';
import type { StartedCall } from '../gateway/call-options';
import type { ListQuery } from '../operation';
import { timeToMs } from '../times';
import type { Dated, TimeInput } from '../times';
import { subjectName } from './batch-subject';
import { keyAt } from './device-record';
import type { SeriesPoint } from './downsample';
import { SeriesSum } from './series-sum';

/** A quantity that readings have. */
export type MeasuredQuantity = (typeof READING_COLUMNS)[number]['name'];

/** Which readings: of a device, a shipment, a site, an agreement, or the shipments of a container; at least one of them is given. */
export interface SeriesRequest {
  /** Id of the device. */
  readonly deviceId?: string;
  /** Id of the shipment. */
  readonly shipmentId?: string;
  /** Id of the site. */
  readonly siteId?: string;
  /** Id of the deal that the agreement is. */
  readonly agreementId?: string;
  /** Number of the container (ISO 6346). */
  readonly container?: string;
  /** Earliest time of a reading. */
  readonly from?: TimeInput;
  /** Latest time of a reading. */
  readonly to?: TimeInput;
  /** Points of a quantity at most; 200 unless given. */
  readonly points?: number;
}

/** What was measured of one quantity. */
export interface SeriesQuantity {
  /** e.g. `temperatureMilliC`. */
  readonly name: MeasuredQuantity;
  /** How many readings have it. */
  readonly count: number;
  /** The least value. */
  readonly min: number;
  /** The greatest value. */
  readonly max: number;
  /** The mean of all values. */
  readonly mean: number;
  /** The values summed up by time, in order. */
  readonly points: readonly SeriesPoint[];
}

/** What a device measured outside the conditions of a shipment or site, all in all. */
export interface SeriesExcursion extends Dated<Excursion> {
  /** Id of the device. */
  readonly deviceId: string;
  /** Id of the shipment; absent where it is about a site. */
  readonly shipmentId?: string | undefined;
  /** Id of the site. */
  readonly siteId?: string | undefined;
}

/** Where something was last. */
export interface SeriesPosition {
  /** When. */
  readonly at: Date;
  /** WGS 84, 10⁻⁷ degrees. */
  readonly latitudeE7: number;
  /** Degrees east, in ten-millionths. */
  readonly longitudeE7: number;
  /** Which device said so. */
  readonly deviceId: string;
}

/** Readings, summed up. */
export interface Series {
  /** Batches that were read. */
  readonly batches: number;
  /** Batches whose device's signature or digest is wrong; they are left out. */
  readonly unverified: number;
  /** Readings within the times. */
  readonly readings: number;
  /** Time of the first of them. */
  readonly from: Date | undefined;
  /** Time of the last of them. */
  readonly to: Date | undefined;
  /** Each quantity that was measured, except positions. */
  readonly quantities: readonly SeriesQuantity[];
  /** What was outside the conditions of shipments and sites. */
  readonly excursions: readonly SeriesExcursion[];
  /** The last position. */
  readonly position: SeriesPosition | undefined;
}

const moment: OptionRule = { check: (value, option) => void timeToMs(value as TimeInput, option) };

/** What a request may be. */
const SERIES_REQUEST: OptionRules<SeriesRequest> = {
  deviceId: text,
  shipmentId: text,
  siteId: text,
  agreementId: text,
  container: text,
  from: moment,
  to: moment,
  points: wholeNumber(1, SERIES_POINTS_MAX),
};

/** What a batch is about. */
type SeriesSubject = Pick<Dated<BatchRecord>, 'shipmentId' | 'siteId' | 'agreementId'>;

/** The keys that a device has and had. */
type DeviceKeys = Parameters<typeof keyAt>[0];

/** What batches are read with. */
export interface SeriesSources {
  /** The batches of a device or a subject. */
  readonly batches: (request: SeriesRequest, call: StartedCall) => AsyncIterable<Dated<BatchRecord>>;
  /** The device with its keys. */
  readonly deviceOf: (deviceId: string, call: StartedCall) => Promise<DeviceKeys>;
  /** What is to be kept there. */
  readonly conditionsOf: (about: SeriesSubject, call: StartedCall) => Promise<Conditions | undefined>;
}

/**
 * Reads batches, verifies each with its device's key, and sums up what they have; keeps no readings.
 * @throws OPTIONS_INVALID, TIME_INVALID, UNKNOWN_DEVICE
 */
export async function readSeries(
  sources: SeriesSources,
  request: SeriesRequest,
  call: StartedCall,
): Promise<Series> {
  checkOptions<SeriesRequest>(SERIES_REQUEST, request);
  const { deviceId, shipmentId, siteId, agreementId, container } = request;
  if ([deviceId, shipmentId, siteId, agreementId, container].every((each) => each === undefined)) {
    throw missingOption(
      'deviceId',
      'none of deviceId, shipmentId, siteId, agreementId and container is given',
    );
  }
  const sum = new SeriesSum(request);
  const devices = new Map<string, DeviceKeys>();
  const conditions = new Map<string, Conditions | undefined>();
  for await (const batch of sources.batches(request, call)) {
    if (!sum.isAbout(batch)) continue;
    const device = devices.get(batch.deviceId) ?? (await sources.deviceOf(batch.deviceId, call));
    devices.set(batch.deviceId, device);
    const name = subjectName(batch);
    if (!conditions.has(name)) conditions.set(name, await sources.conditionsOf(batch, call));
    const { publicKey } = keyAt(device, { sequence: batch.firstSequence });
    sum.add(batch, { publicKey, conditions: conditions.get(name) });
  }
  return sum.toSeries();
}

/** The batches of a device, of a subject, or of the shipments of a container. */
export async function* batchesOf(
  operations: {
    readonly queryBatches: ListQuery<BatchQuery, BatchRecord>;
    readonly queryShipments: ListQuery<ShipmentQuery, ShipmentRecord>;
  },
  { deviceId, shipmentId, siteId, agreementId, container }: SeriesRequest,
  call: StartedCall,
): AsyncGenerator<Dated<BatchRecord>, void, undefined> {
  if (deviceId !== undefined) {
    yield* operations.queryBatches({ deviceId }, call);
  } else if (shipmentId !== undefined) {
    yield* operations.queryBatches({ shipmentId }, call);
  } else if (siteId !== undefined) {
    yield* operations.queryBatches({ siteId }, call);
  } else if (agreementId !== undefined) {
    yield* operations.queryBatches({ agreementId }, call);
  } else if (container !== undefined) {
    for await (const shipment of operations.queryShipments({ container }, call)) {
      yield* operations.queryBatches({ shipmentId: shipment.shipmentId }, call);
    }
  }
}
