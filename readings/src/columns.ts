import type { ReadingRow } from '@kontti/client-sdk';
import { rowError } from './row-error';

/** A value of a source: what CSV has as text, JSON has as text or number. */
export type CellValue = string | number;

/** The cells of a row by the names of their columns. */
export type Cells = Readonly<Record<string, CellValue>>;

/** A quantity in a unit that people and sensors use, and how the ledger has it. */
interface Unit {
  readonly field: keyof ReadingRow;
  /** The ledger's value of one unit. */
  readonly factor: number;
  /** What is taken off before. */
  readonly zero?: number;
}

const UNITS: Readonly<Record<string, Unit>> = {
  latitude: { field: 'latitudeE7', factor: 1e7 },
  longitude: { field: 'longitudeE7', factor: 1e7 },
  latitudeE7: { field: 'latitudeE7', factor: 1 },
  longitudeE7: { field: 'longitudeE7', factor: 1 },
  temperatureC: { field: 'temperatureMilliC', factor: 1_000 },
  temperatureF: { field: 'temperatureMilliC', factor: 1_000 / 1.8, zero: 32 },
  temperatureK: { field: 'temperatureMilliC', factor: 1_000, zero: 273.15 },
  temperatureMilliC: { field: 'temperatureMilliC', factor: 1 },
  shockG: { field: 'shockMilliG', factor: 1_000 },
  shockMilliG: { field: 'shockMilliG', factor: 1 },
  humidityPct: { field: 'humidityMilliPct', factor: 1_000 },
  humidityMilliPct: { field: 'humidityMilliPct', factor: 1 },
  batteryPct: { field: 'batteryPermille', factor: 10 },
  batteryPermille: { field: 'batteryPermille', factor: 1 },
  odometerKm: { field: 'odometerM', factor: 1_000 },
  odometerM: { field: 'odometerM', factor: 1 },
  energyKWh: { field: 'energyWh', factor: 1_000 },
  energyWh: { field: 'energyWh', factor: 1 },
};

/** Names of the columns that say of which device a row is and what it is about, and when it was measured. */
const NAMES = ['deviceId', 'shipmentId', 'siteId', 'agreementId', 'container', 'at', 'atMs', 'atS'] as const;

/** The columns that a source may have. */
export const COLUMN_NAMES: readonly string[] = [...NAMES, ...Object.keys(UNITS)];

/** What rows have that do not say it themselves, and what columns are called in the source. */
export interface RowForm {
  /** Device of rows without a column `deviceId`. */
  readonly deviceId?: string | undefined;
  /** Shipment of rows without a column `shipmentId`. */
  readonly shipmentId?: string | undefined;
  /** Site of rows without a column `siteId`. */
  readonly siteId?: string | undefined;
  /** Agreement of rows without a column `agreementId`. */
  readonly agreementId?: string | undefined;
  /** Container of rows without a column `container`. */
  readonly container?: string | undefined;
  /** Names of this package's columns by those of the source, e.g. `{ Temp: 'temperatureC' }`; an empty name leaves a column out. */
  readonly columns?: Readonly<Record<string, string>> | undefined;
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/**
 * The reading of a row. Values are rounded to the ledger's unit; empty cells are absent.
 * @throws READINGS_INVALID with the column
 */
export function cellsToReading(cells: Cells, form: RowForm): ReadingRow {
  const row: Record<string, unknown> = {};
  for (const name of ['deviceId', 'shipmentId', 'siteId', 'agreementId', 'container'] as const) {
    if (form[name] !== undefined) row[name] = form[name];
  }
  for (const [source, value] of Object.entries(cells)) {
    const name = columnOf(source, form);
    if (name === '' || value === '') continue;
    const unit = Object.hasOwn(UNITS, name) ? UNITS[name] : undefined;
    if (unit !== undefined) {
      row[unit.field] = toUnit(value, name, unit);
    } else if (name === 'atMs' || name === 'atS') {
      row['at'] = new Date(Math.round(toNumber(value, name) * (name === 'atS' ? 1_000 : 1)));
    } else {
      row[name] = name === 'at' ? value : String(value);
    }
  }
  return row as unknown as ReadingRow;
}

/** @throws OPTIONS_INVALID for a column that means nothing here */
export function requireColumns(sources: readonly string[], form: RowForm): void {
  for (const source of sources) {
    const name = columnOf(source, form);
    if (name !== '' && !COLUMN_NAMES.includes(name)) {
      throw rowError('OPTIONS_INVALID', {
        because: `the column ${JSON.stringify(source)} is none of ${COLUMN_NAMES.join(', ')}; say which one it is, or leave it out`,
        option: 'columns',
        column: source,
      });
    }
  }
}

function columnOf(source: string, { columns = {} }: RowForm): string {
  return Object.hasOwn(columns, source) ? (columns[source] ?? '') : source;
}

function toUnit(value: CellValue, column: string, { factor, zero = 0 }: Unit): number {
  return Math.round((toNumber(value, column) - zero) * factor);
}

function toNumber(value: CellValue, column: string): number {
  const number = typeof value === 'number' ? value : NUMBER.test(value.trim()) ? Number(value) : NaN;
  if (!Number.isFinite(number)) {
    throw rowError('READINGS_INVALID', {
      because: `${column} is no number`,
      field: column,
      rule: 'a number',
    });
  }
  return number;
}
