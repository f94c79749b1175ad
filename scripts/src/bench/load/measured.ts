import type { Measurement } from '@kontti/client-sdk';

const startMs = Date.UTC(2024, 0, 1);
const secondMs = 1000;

/** A generator of equal numbers in each run: 32 bits of xorshift. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** About normal, of deviation 1. */
function noiseOf(random: () => number): number {
  return (random() + random() + random() + random() + random() + random() - 3) / Math.SQRT1_2;
}

/**
 * So many measurements with five columns, one a second: a vehicle under way whose receiver is off by a decimetre, a temperature and a
 * humidity that wander, each with the noise of its sensor, a battery that runs down. All values are as exact as the ledger keeps them, so
 * that the noise is in every digit: data of coarser sensors takes less.
 */
export function measure(count: number, seed: number): Measurement[] {
  const random = createRandom(seed);
  const noise = (deviation: number): number => noiseOf(random) * deviation;
  let [latitude, longitude, north, east] = [603_170_000, 249_630_000, 110, 170];
  let [temperature, humidity] = [4_000, 45_000];
  return Array.from({ length: count }, (_, index) => {
    north += noise(2);
    east += noise(2);
    latitude += north;
    longitude += east;
    temperature += noise(6);
    humidity += noise(15);
    return {
      at: new Date(startMs + index * secondMs),
      latitudeE7: Math.round(latitude + noise(8)),
      longitudeE7: Math.round(longitude + noise(8)),
      temperatureMilliC: Math.round(temperature + noise(10)),
      humidityMilliPct: Math.round(humidity + noise(20)),
      batteryPermille: 1000 - (Math.floor(index / 600) % 900),
    };
  });
}

/** The same measurements later. */
export function later(measurements: readonly Measurement[], batch: number): Measurement[] {
  return measurements.map((measurement, index) => ({
    ...measurement,
    at: new Date(startMs + (batch * measurements.length + index) * secondMs),
  }));
}
