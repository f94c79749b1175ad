import { invalidInput, readInput } from './files';

/** A row of the flights file. Rows carry no flight number, so the row's number names the flight. */
export interface Flight {
  /** From 0. */
  readonly row: number;
  /** The file gives local times without a zone; they are taken as UTC. */
  readonly departurePlannedMs: number;
  /** Derived: the file has no arrival; cruising speed and a fixed time on the ground give one. */
  readonly arrivalPlannedMs: number;
  /** The file's own; negative is early. */
  readonly delayMinutes: number;
  /** The file's distance is in miles. */
  readonly distanceMeters: number;
  readonly origin: string;
  readonly destination: string;
}

const metersPerMile = 1609.344;
const cruiseMetersPerMinute = 13_000;
const groundMinutes = 30;
const minuteMs = 60_000;

function rowToFlight(options: { row: number; value: unknown; path: string }): Flight {
  const { row, value, path } = options;
  const raw = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const match = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d)$/.exec(String(raw['date']));
  const { delay, distance, origin, destination } = raw;
  if (
    !match ||
    !Number.isInteger(delay) ||
    !Number.isInteger(distance) ||
    typeof origin !== 'string' ||
    typeof destination !== 'string'
  ) {
    throw invalidInput({
      path,
      problem: `row ${row} is no flight (date, delay, distance, origin, destination)`,
    });
  }
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const departurePlannedMs = Date.UTC(year, month - 1, day, hour, minute);
  const distanceMeters = Math.round(Number(distance) * metersPerMile);
  const minutes = groundMinutes + Math.ceil(distanceMeters / cruiseMetersPerMinute);
  return {
    row,
    departurePlannedMs,
    arrivalPlannedMs: departurePlannedMs + minutes * minuteMs,
    delayMinutes: Number(delay),
    distanceMeters,
    origin,
    destination,
  };
}

/** @throws VoyageError INPUT_UNREADABLE, INPUT_INVALID */
export async function readFlights(options: { path: string; count: number }): Promise<readonly Flight[]> {
  const { path, count } = options;
  const text = await readInput(path);
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch (error) {
    throw invalidInput({ path, problem: 'is no JSON', cause: error });
  }
  if (!Array.isArray(rows) || rows.length < count) {
    throw invalidInput({ path, problem: `has fewer than the ${count} flights that were asked for` });
  }
  return rows.slice(0, count).map((value: unknown, row) => rowToFlight({ row, value, path }));
}

export function arrivalActualMs(flight: Flight): number {
  return flight.arrivalPlannedMs + flight.delayMinutes * minuteMs;
}

/** The delay is the arrival's; a flight that departs early is not derived from it. */
export function departureActualMs(flight: Flight): number {
  return flight.departurePlannedMs + Math.max(0, flight.delayMinutes) * minuteMs;
}
