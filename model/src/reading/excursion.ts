import { LIMITS } from '../limits';
import type { Conditions } from '../shipment/consignment';
import { Field } from '../validation/field';
import { time } from '../validation/identifiers';
import { integer, oneOf } from '../validation/rule';
import type { ReadingColumns } from './columns';
import { READING_COLUMNS, readingSequence } from './reading';

/** The quantities that conditions bound. */
export const EXCURSION_KINDS = ['temperatureLow', 'temperatureHigh', 'shock', 'humidity'] as const;

/** One of {@link EXCURSION_KINDS}. */
export type ExcursionKind = (typeof EXCURSION_KINDS)[number];

/** How far readings of one batch were outside one condition. */
export class Excursion {
  /** Which condition it is about. */
  @Field(oneOf(EXCURSION_KINDS)) kind!: ExcursionKind;
  /** The condition, in its own unit. */
  @Field(integer(-1_000_000, 10_000_000)) limit!: number;
  /** The value that was farthest outside. */
  @Field(integer(-(2 ** 31), 2 ** 31)) worst!: number;
  /** How many readings of the batch were outside. */
  @Field(integer(1, LIMITS.batchReadingsMax)) readings!: number;
  /** Sequence number and time of the first of them. */
  @Field(readingSequence) firstSequence!: number;
  /** When the first of them was measured. */
  @Field(time) firstAt!: number;
}

interface Bound {
  readonly condition: keyof Conditions;
  readonly quantity: 'temperatureMilliC' | 'shockMilliG' | 'humidityMilliPct';
  /** 1 when values above the condition are outside, −1 when values below are. */
  readonly sign: 1 | -1;
}

const BOUNDS: Readonly<Record<ExcursionKind, Bound>> = {
  temperatureLow: { condition: 'temperatureMinMilliC', quantity: 'temperatureMilliC', sign: -1 },
  temperatureHigh: { condition: 'temperatureMaxMilliC', quantity: 'temperatureMilliC', sign: 1 },
  shock: { condition: 'shockMaxMilliG', quantity: 'shockMilliG', sign: 1 },
  humidity: { condition: 'humidityMaxMilliPct', quantity: 'humidityMilliPct', sign: 1 },
};

/** What readings show outside the conditions, by kind. A value that equals its condition is inside. */
export function findExcursions(columns: ReadingColumns, conditions: Conditions): Excursion[] {
  return EXCURSION_KINDS.flatMap((kind) => {
    const { condition, quantity, sign } = BOUNDS[kind];
    const limit = conditions[condition];
    const values = columns.values[READING_COLUMNS.findIndex(({ name }) => name === quantity)];
    if (limit === undefined || values === undefined) return [];
    let worst = limit;
    let first: number | undefined;
    let readings = 0;
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? Number.NaN;
      // False for what was not measured.
      if (!((value - limit) * sign > 0)) continue;
      first ??= index;
      readings += 1;
      if ((value - worst) * sign > 0) worst = value;
    }
    if (first === undefined) return [];
    const firstSequence = columns.firstSequence + first;
    return [{ kind, limit, worst, readings, firstSequence, firstAt: columns.at[first] ?? 0 }];
  });
}
