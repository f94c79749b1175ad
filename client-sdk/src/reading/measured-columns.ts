import { LIMITS, newColumn, READING_COLUMNS } from '@kontti/model';
import type { ReadingColumns } from '@kontti/model';
import { SUBMITTED_TIME_MS_MIN, TIME_AHEAD_MS_MAX } from '../limits';

/** Each quantity's place among the columns, and its bounds. */
const QUANTITIES = new Map<string, { readonly place: number; readonly min: number; readonly max: number }>(
  READING_COLUMNS.map(({ name, min, max }, place) => [name, { place, min, max }]),
);

/**
 * The columns of measurements that are plainly good: `Date`s that can have happened, whole numbers, known names. `undefined` for
 * anything else, which may still be good (a time as text) and is looked at more closely, and many times as slowly, by who asks.
 */
export function toPlainColumns(
  measurements: readonly unknown[],
  start: { readonly firstSequence: number; readonly nowMs: number },
): ReadingColumns | undefined {
  const { firstSequence, nowMs } = start;
  const count = measurements.length;
  if (count === 0 || count > LIMITS.batchReadingsMax) {
    return undefined;
  }
  const at = new Float64Array(count);
  const values: (Float64Array | undefined)[] = READING_COLUMNS.map(() => undefined);
  for (let index = 0; index < count; index += 1) {
    const measurement = measurements[index] as Readonly<Record<string, unknown>>;
    let hasHalfPosition = false;
    for (const name in measurement) {
      const value = measurement[name];
      if (name === 'at' && value instanceof Date) {
        at[index] = value.getTime();
        continue;
      }
      const quantity = QUANTITIES.get(name);
      if (quantity === undefined || !isWithin(value, quantity)) {
        return undefined;
      }
      if (name === 'latitudeE7' || name === 'longitudeE7') {
        hasHalfPosition = !hasHalfPosition;
      }
      const column = (values[quantity.place] ??= newColumn(count));
      column[index] = value;
    }
    const time = at[index] ?? Number.NaN;
    // False for what is no time, too.
    const hasHappened = time >= SUBMITTED_TIME_MS_MIN && time <= nowMs + TIME_AHEAD_MS_MAX;
    if (hasHalfPosition || !hasHappened) {
      return undefined;
    }
  }
  return { firstSequence, count, at, values };
}

function isWithin(
  value: unknown,
  { min, max }: { readonly min: number; readonly max: number },
): value is number {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}
