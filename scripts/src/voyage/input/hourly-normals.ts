import { parse } from 'csv-parse/sync';
import { invalidInput, readInput } from './files';

const hoursPerYear = 8760;
const hourMs = 3_600_000;

/** Normal temperature of each hour of a year, in thousandths of a degree Celsius. */
export interface HourlyNormals {
  temperatureMilliC(atMs: number): number;
}

/** @throws VoyageError INPUT_UNREADABLE, INPUT_INVALID */
export async function readHourlyNormals(path: string): Promise<HourlyNormals> {
  const text = await readInput(path);
  const rows = parse(text, { columns: true, skip_empty_lines: true }) as Record<string, string>[];
  const milliC = rows.map((row) => Math.round(Number(row['temperature']) * 1000));
  if (milliC.length < hoursPerYear - 1 || milliC.some((value) => !Number.isFinite(value))) {
    throw invalidInput({ path, problem: 'does not give a temperature for each hour of a year' });
  }
  return {
    temperatureMilliC(atMs) {
      const startOfYear = Date.UTC(new Date(atMs).getUTCFullYear(), 0, 1);
      const hour = Math.floor((atMs - startOfYear) / hourMs);
      return milliC[hour % milliC.length] ?? 0;
    },
  };
}
