import { ModelError } from '../errors';
import { Check, Field, OptionalField, memberPath } from '../validation/field';
import { time } from '../validation/identifiers';
import { integer, type Rule } from '../validation/rule';

/** What a sensor can measure, in the order of a batch's columns, with the bounds that keep a value plausible. */
export const READING_COLUMNS = [
  { name: 'latitudeE7', min: -900_000_000, max: 900_000_000 },
  { name: 'longitudeE7', min: -1_800_000_000, max: 1_800_000_000 },
  { name: 'temperatureMilliC', min: -273_150, max: 1_000_000 },
  { name: 'shockMilliG', min: 0, max: 10_000_000 },
  { name: 'humidityMilliPct', min: 0, max: 100_000 },
  { name: 'batteryPermille', min: 0, max: 1000 },
  { name: 'odometerM', min: 0, max: 1_000_000_000 },
  { name: 'energyWh', min: 0, max: 250_000_000_000 },
] as const;

/** The number of a device's reading; a device counts from 0 and never starts again. */
export const readingSequence = integer(0, Number.MAX_SAFE_INTEGER);

type Quantity = (typeof READING_COLUMNS)[number]['name'];

function measured(quantity: Quantity): Rule {
  const column = READING_COLUMNS.find(({ name }) => name === quantity);
  if (column === undefined) throw new TypeError(`no column ${quantity}`);
  return integer(column.min, column.max);
}

/** What a device measured at event time `at`. Any quantity can be absent, a position only as a whole. */
@Check<Reading>((reading, field) => checkPosition(reading, field))
export class Reading {
  /** Number of the reading, from 0 for each device. */
  @Field(readingSequence) sequence!: number;
  /** When it was measured. */
  @Field(time) at!: number;
  /** WGS 84, 10⁻⁷ degrees. */
  @OptionalField(measured('latitudeE7')) latitudeE7?: number;
  /** Degrees east, in ten-millionths. */
  @OptionalField(measured('longitudeE7')) longitudeE7?: number;
  /** 10⁻³ °C. */
  @OptionalField(measured('temperatureMilliC')) temperatureMilliC?: number;
  /** The strongest shock since the reading before, 10⁻³ g. */
  @OptionalField(measured('shockMilliG')) shockMilliG?: number;
  /** Relative humidity, 10⁻³ %. */
  @OptionalField(measured('humidityMilliPct')) humidityMilliPct?: number;
  /** 10⁻³ of the full charge. */
  @OptionalField(measured('batteryPermille')) batteryPermille?: number;
  /** What an odometer shows, in metres. */
  @OptionalField(measured('odometerM')) odometerM?: number;
  /** What a meter of energy shows, in watt-hours. */
  @OptionalField(measured('energyWh')) energyWh?: number;
}

/** @throws ModelError `FIELD_MISSING` when half of a position is absent. */
function checkPosition(reading: Reading, field: string): void {
  if ((reading.latitudeE7 === undefined) !== (reading.longitudeE7 === undefined)) {
    const absent = reading.latitudeE7 === undefined ? 'latitudeE7' : 'longitudeE7';
    throw new ModelError({ code: 'FIELD_MISSING', field: memberPath(field, absent), rule: 'whole position' });
  }
}
