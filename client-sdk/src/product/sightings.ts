import { distanceMeters, GEO_POINT } from '../distance';
import type { GeoPoint } from '../distance';
import { checkMembers, checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { date, iterable, notNegative, required, text } from '../options/rules';
import { valuesOf } from '../options/sources';

/** Where and when somebody had an item, e.g. a mark with the place from the company's directory. */
export interface Sighting extends GeoPoint {
  /** `<MSP id>/<ref>/<n>`, or its serial number where two makers may use the same. */
  readonly item: string;
  /** When. */
  readonly at: Date;
  /** Who says so. */
  readonly company: string;
  /** Key of the fact that says so. */
  readonly fact: string;
}

/** Two sightings of one serial number that no transport joins: one of them is of a copy, or wrong. */
export interface ImpossibleMove {
  /** The item. */
  readonly item: string;
  /** The earlier one. */
  readonly from: Sighting;
  /** The later one. */
  readonly to: Sighting;
  /** How far they are apart, in metres. */
  readonly distanceMeters: number;
  /** The speed at which it would have had to move; Infinity at one moment in two places. */
  readonly kmPerHour: number;
}

/** Which moves are impossible. */
export interface MoveOptions {
  /** What a transport reaches; 900 unless given. */
  readonly kmPerHourMax?: number;
  /** Places nearer than this are one place; 10,000 unless given. */
  readonly metersMin?: number;
}

const SIGHTING: OptionRules<Sighting> = {
  item: required(text),
  at: required(date),
  company: required(text),
  fact: required(text),
  ...GEO_POINT,
};
const MOVE_OPTIONS: OptionRules<MoveOptions> = { kmPerHourMax: notNegative, metersMin: notNegative };

/** Faster than an airliner with the time at both ends. */
const KM_PER_HOUR_MAX = 900;

/**
 * Finds items that were in two places within too short a time: of each item, sightings that follow one another in time. It is a finding
 * and no fact: times and places are what companies say.
 * @example const moves = findImpossibleMoves(sightings, { kmPerHourMax: 120, metersMin: 50_000 });
 * @throws OPTIONS_INVALID, SOURCE_FAILED
 */
export function findImpossibleMoves(
  sightings: Iterable<Sighting>,
  options: MoveOptions = {},
): ImpossibleMove[] {
  iterable.check(sightings, 'sightings');
  checkOptions(MOVE_OPTIONS, options);
  const { kmPerHourMax = KM_PER_HOUR_MAX, metersMin = 10_000 } = options;
  const byItem = new Map<string, Sighting[]>();
  let index = 0;
  for (const sighting of valuesOf('sightings', sightings)) {
    checkMembers(SIGHTING, sighting, `sightings[${index}]`);
    index += 1;
    const known = byItem.get(sighting.item) ?? [];
    known.push(sighting);
    byItem.set(sighting.item, known);
  }
  return [...byItem.values()].flatMap((own) => {
    const sorted = own.toSorted((left, right) => left.at.getTime() - right.at.getTime());
    return sorted.slice(1).flatMap((to, index) => {
      const from = sorted[index] ?? to;
      const meters = distanceMeters(from, to);
      const hours = (to.at.getTime() - from.at.getTime()) / 3_600_000;
      const kmPerHour = meters / 1000 / hours;
      const isImpossible = meters >= metersMin && kmPerHour > kmPerHourMax;
      return isImpossible ? [{ item: to.item, from, to, distanceMeters: meters, kmPerHour }] : [];
    });
  });
}
