import { ModelError, READING_COLUMNS } from '@kontti/model';
import type { Reading } from '@kontti/model';
import { createError } from '../errors';
import type { BatchSubject } from '../reading/batch-subject';
import type { Measurement } from '../reading/device';
import { checkTime } from '../request-values';
import { timeToMs } from '../times';

/** What a device measured, and what it is about. */
export interface ReadingRow extends Measurement, BatchSubject {
  /** Id of the device, `<owner's MSP id>/<local id>`. */
  readonly deviceId: string;
}

/** What a reading is before it has a number. */
export type MeasuredValues = Omit<Reading, 'sequence'>;

/** A row that can become a reading, and the row of the source from which it was made. */
export interface CheckedRow<R> {
  readonly source: R;
  readonly deviceId: string;
  readonly subject: BatchSubject;
  readonly values: MeasuredValues;
}

const COLUMNS: ReadonlyMap<string, { readonly min: number; readonly max: number }> = new Map(
  READING_COLUMNS.map((column) => [column.name, column]),
);
const SUBJECT_NAMES = ['shipmentId', 'siteId', 'agreementId', 'container'] as const;
const NAMES = new Set<string>(['deviceId', ...SUBJECT_NAMES, 'at', ...COLUMNS.keys()]);

/**
 * Checks what can be said about a row by itself.
 * @throws READINGS_INVALID with the field and its rule, TIME_INVALID
 */
export function checkRow<R>(
  row: ReadingRow,
  { source, nowMs, aheadMs }: { readonly source: R; readonly nowMs: number; readonly aheadMs: number },
): CheckedRow<R> {
  if (typeof row !== 'object' || row === null) {
    throw invalidRow('row', 'an object');
  }
  const { deviceId, at } = row;
  const given = SUBJECT_NAMES.filter((name) => row[name] !== undefined);
  const subject: BatchSubject = Object.fromEntries(given.map((name) => [name, row[name]]));
  for (const [name, value] of Object.entries({ deviceId, ...subject })) {
    if (typeof value !== 'string') {
      throw invalidRow(name, 'a text');
    }
  }
  if (given.filter((name) => name !== 'container').length !== 1) {
    throw invalidRow(given.length === 0 ? 'shipmentId' : 'row', 'about one shipment, site or agreement');
  }
  const unknown = Object.keys(row).find((name) => !NAMES.has(name));
  if (unknown !== undefined) {
    throw invalidRow(unknown, 'a known field');
  }
  return {
    source,
    deviceId,
    subject,
    values: { at: checkMoment(at, { nowMs, aheadMs }), ...checkQuantities(row) },
  };
}

function checkMoment(
  at: ReadingRow['at'],
  { nowMs, aheadMs }: { readonly nowMs: number; readonly aheadMs: number },
): number {
  checkTime(at, { field: 'at', isSubmitted: true });
  const timeMs = timeToMs(at, 'at');
  if (timeMs > nowMs + aheadMs) {
    throw createError('TIME_INVALID', {
      because: `at is ${new Date(timeMs).toISOString()}, ahead of this machine's clock`,
      remedy: "Correct the device's clock, or this machine's",
      details: { field: 'at', rule: 'not ahead of the clock', aheadMs: timeMs - nowMs },
    });
  }
  return timeMs;
}

function checkQuantities(row: ReadingRow): Omit<MeasuredValues, 'at'> {
  const values: Record<string, number> = {};
  for (const [name, { min, max }] of COLUMNS) {
    const value: unknown = row[name as keyof ReadingRow];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
      throw invalidRow(name, `a whole number from ${min} to ${max}`, value);
    }
    values[name] = value;
  }
  if ('latitudeE7' in values !== 'longitudeE7' in values) {
    throw invalidRow('latitudeE7' in values ? 'longitudeE7' : 'latitudeE7', 'given, as a position is whole');
  }
  if (Object.keys(values).length === 0) {
    throw invalidRow('row', 'a row that measures something');
  }
  return values;
}

/** An error about a field of a row. */
function invalidRow(field: string, rule: string, value?: unknown): Error {
  const shown = typeof value === 'number' ? ` is ${value} and` : '';
  return createError('READINGS_INVALID', {
    because: `${field}${shown} has to be ${rule}`,
    details: { field, rule },
    cause: new ModelError({ code: 'FIELD_RANGE', field, rule }),
  });
}

/** True for two rows that say the same about the same moment. */
export function isSameReading(a: MeasuredValues, b: MeasuredValues): boolean {
  return a.at === b.at && READING_COLUMNS.every(({ name }) => a[name] === b[name]);
}
