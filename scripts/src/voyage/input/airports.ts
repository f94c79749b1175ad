import { parse } from 'csv-parse/sync';
import { invalidInput, readInput } from './files';

export interface Airport {
  readonly code: string;
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** @throws VoyageError INPUT_UNREADABLE, INPUT_INVALID */
export async function readAirports(path: string): Promise<ReadonlyMap<string, Airport>> {
  const text = await readInput(path);
  let rows: Record<string, string>[];
  try {
    rows = parse(text, { columns: true, skip_empty_lines: true }) as Record<string, string>[];
  } catch (error) {
    throw invalidInput({ path, problem: 'is no CSV', cause: error });
  }
  const airports = rows.map((row): Airport => {
    const code = row['iata'] ?? '';
    const latitude = Number(row['latitude']);
    const longitude = Number(row['longitude']);
    if (code === '' || !Number.isFinite(latitude) || !Number.isFinite(longitude)) {
      throw invalidInput({
        path,
        problem: `a row has no iata, latitude or longitude: ${JSON.stringify(row)}`,
      });
    }
    return { code, name: row['name'] ?? code, latitude, longitude };
  });
  return new Map(airports.map((airport) => [airport.code, airport]));
}
