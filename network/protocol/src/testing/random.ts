import { randomInt } from 'node:crypto';

const seedsMax = 1_000_000_000;

/** The seed of a random test: SEED of the environment, or a new one. The test says it. */
export function takeSeed(): number {
  return Number(process.env['SEED'] ?? randomInt(seedsMax));
}

/** Whole numbers from 0 up to, without, a bound: the same for the same seed. The generator is mulberry32. */
export function createRandom(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}
