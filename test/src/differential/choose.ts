/** Whole numbers from 0 up to, without, a bound. */
export type Random = (bound: number) => number;

/** How often, and what. */
export type Weighted<T> = readonly (readonly [weight: number, value: T])[];

/** One of a list that is not empty. */
export function pick<T>(random: Random, values: readonly [T, ...T[]]): T {
  return values[random(values.length)] ?? values[0];
}

/** One of them, as often as their weights say. */
export function pickWeighted<T>(random: Random, values: Weighted<T>): T {
  let left = random(values.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, value] of values) {
    left -= weight;
    if (left < 0) {
      return value;
    }
  }
  throw new Error('nothing to choose from');
}

export const isChosen = (random: Random, percent: number): boolean => random(100) < percent;

export function shuffle<T>(random: Random, values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, at: random(1_000_000) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
