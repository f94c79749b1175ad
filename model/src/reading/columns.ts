import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { READING_COLUMNS, type Reading } from './reading';

/** Readings by column: numbers in lists of their own are read, checked, searched and packed many times as fast as objects. */
export interface ReadingColumns {
  /** Number of the first reading; the others follow by one. */
  readonly firstSequence: number;
  /** How many readings. */
  readonly count: number;
  /** When each was measured. */
  readonly at: Float64Array;
  /** What each measured, in the order of {@link READING_COLUMNS}: `NaN` for nothing, no list at all where no reading has it. */
  readonly values: readonly (Float64Array | undefined)[];
}

/** An empty column. */
export function newColumn(count: number): Float64Array {
  return new Float64Array(count).fill(Number.NaN);
}

/** The readings as columns. Their sequence numbers are not looked at, but for the first. */
export function toColumns(readings: readonly Reading[]): ReadingColumns {
  const count = readings.length;
  const at = Float64Array.from(readings, (reading) => reading.at);
  const values = READING_COLUMNS.map(({ name }) => {
    if (readings.every((reading) => reading[name] === undefined)) return undefined;
    return Float64Array.from(readings, (reading) => reading[name] ?? Number.NaN);
  });
  return { firstSequence: readings[0]?.sequence ?? 0, count, at, values };
}

/** The reading at that place. */
export function readingAt(columns: ReadingColumns, index: number): Reading {
  const reading: Reading = {
    sequence: columns.firstSequence + index,
    at: columns.at[index] ?? Number.NaN,
  };
  READING_COLUMNS.forEach(({ name }, column) => {
    const value = columns.values[column]?.[index];
    if (value !== undefined && !Number.isNaN(value)) reading[name] = value;
  });
  return reading;
}

/** All readings, in order. */
export function toReadings(columns: ReadingColumns): Reading[] {
  return Array.from({ length: columns.count }, (_, index) => readingAt(columns, index));
}

/**
 * Checks what a reading's own rules say, and that times are in order.
 * @throws ModelError `FIELD_RANGE`, `DATE_ORDER`, `FIELD_MISSING`
 */
export function checkColumns({ at, values }: ReadingColumns): void {
  let before = 0;
  for (let index = 0; index < at.length; index++) {
    const time = at[index] ?? Number.NaN;
    if (!(time >= 0 && time <= LIMITS.timeMsMax) || !Number.isInteger(time)) {
      throw outOfRange(index, 'at', `0..${LIMITS.timeMsMax}`);
    }
    if (time < before) {
      throw new ModelError({ code: 'DATE_ORDER', field: `readings[${index}].at`, rule: 'in order' });
    }
    before = time;
  }
  values.forEach((column, place) => {
    const { name, min, max } = READING_COLUMNS[place] as (typeof READING_COLUMNS)[number];
    for (let index = 0; index < (column?.length ?? 0); index++) {
      const value = column?.[index] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      if (value < min || value > max || !Number.isInteger(value)) {
        throw outOfRange(index, name, `${min}..${max}`);
      }
    }
  });
  checkPositions(values);
}

function outOfRange(index: number, name: string, rule: string): ModelError {
  return new ModelError({ code: 'FIELD_RANGE', field: `readings[${index}].${name}`, rule });
}

/** A position is whole or absent. */
function checkPositions(values: ReadingColumns['values']): void {
  const [latitudes, longitudes] = values;
  if (latitudes === undefined && longitudes === undefined) return;
  const count = (latitudes ?? longitudes)?.length ?? 0;
  for (let index = 0; index < count; index++) {
    const hasLatitude = !Number.isNaN(latitudes?.[index] ?? Number.NaN);
    if (hasLatitude === !Number.isNaN(longitudes?.[index] ?? Number.NaN)) continue;
    const field = `readings[${index}].${hasLatitude ? 'longitudeE7' : 'latitudeE7'}`;
    throw new ModelError({ code: 'FIELD_MISSING', field, rule: 'whole position' });
  }
}
