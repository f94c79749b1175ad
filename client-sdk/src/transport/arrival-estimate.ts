import { distanceMeters, GEO_POINT } from '../distance';
import type { GeoPoint } from '../distance';
import { FINDING_ENTRIES_MAX } from '../limits';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { date, listOf, membersOf, required } from '../options/rules';

/** Where a vehicle was, e.g. of a reading. */
export interface Position extends GeoPoint {
  /** When it was there. */
  readonly at: Date;
}

/** From what an arrival is estimated. */
export interface ArrivalOptions {
  /** In any order. */
  readonly positions: readonly Position[];
  /** Where it goes. */
  readonly destination: GeoPoint;
}

const POSITION: OptionRules<Position> = { at: required(date), ...GEO_POINT };
const ARRIVAL_OPTIONS: OptionRules<ArrivalOptions> = {
  positions: required(listOf(membersOf(POSITION), { min: 0, max: FINDING_ENTRIES_MAX })),
  destination: required(membersOf(GEO_POINT)),
};

/** An arrival that is derived from positions: a finding, where the operator's own estimate is a fact. */
export interface ArrivalEstimate {
  /** When it arrives if it goes on as it went so far. */
  readonly arrival: Date;
  /** Metres along the great circle from the last position. */
  readonly remainingMeters: number;
  /** Mean speed between the first and the last position, way along the great circles between them. */
  readonly kmPerHour: number;
  /** How many positions it is made of. */
  readonly positions: number;
}

/**
 * Estimates an arrival from positions: what is left of the way, at the mean speed of what was travelled. Returns `undefined` where
 * fewer than two positions, or no movement, say nothing.
 * @example const estimate = estimateArrival({ positions, destination: { latitudeE6: 59_437_000, longitudeE6: 24_754_000 } });
 * @throws OPTIONS_INVALID
 */
export function estimateArrival(options: ArrivalOptions): ArrivalEstimate | undefined {
  checkOptions(ARRIVAL_OPTIONS, options);
  const { positions, destination } = options;
  const sorted = positions.toSorted((left, right) => left.at.getTime() - right.at.getTime());
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) {
    return undefined;
  }
  const travelled = sorted
    .slice(1)
    .reduce((sum, position, index) => sum + distanceMeters(sorted[index] ?? position, position), 0);
  const hours = (last.at.getTime() - first.at.getTime()) / 3_600_000;
  if (travelled === 0 || hours === 0) {
    return undefined;
  }
  const remainingMeters = distanceMeters(last, destination);
  const kmPerHour = travelled / 1000 / hours;
  const arrival = new Date(last.at.getTime() + Math.round((remainingMeters / 1000 / kmPerHour) * 3_600_000));
  return { arrival, remainingMeters, kmPerHour, positions: sorted.length };
}
