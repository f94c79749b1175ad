import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import type { CompensationTier, PointValue } from './terms';

const DAY_MS = 86_400_000;

/** Whole points for a distance, fractions dropped; 0 when the distance is too short for one point. */
export function pointsForDistance(earned: { distanceMeters: number; milliPointsPerKm: number }): bigint {
  return (BigInt(earned.distanceMeters) * BigInt(earned.milliPointsPerKm)) / 1_000_000n;
}

/** The points of the highest tier that the delay reaches; 0 below the first. */
export function compensationPoints(tiers: readonly CompensationTier[], delayMinutes: number): bigint {
  return tiers.findLast((tier) => delayMinutes >= tier.delayMinutesMin)?.points ?? 0n;
}

/**
 * What points are worth to a partner, in minor units of the terms' currency, fractions dropped.
 * @throws ModelError `FIELD_RANGE` beyond 2^63−1
 */
export function claimMinor(points: bigint, value: PointValue): bigint {
  return boundedAmount((points * value.minorPer1000Points) / 1000n);
}

/** When points that are issued at `at` expire: after that many days of 24 hours, at the latest in the year 9999. */
export function expiryOf(issued: { at: number; validityDays: number }): number {
  return Math.min(issued.at + issued.validityDays * DAY_MS, LIMITS.timeMsMax);
}

/** True from the very millisecond `expiresAt` on: such a lot can no longer be spent. */
export function isExpired(lot: { readonly expiresAt: number }, at: number): boolean {
  return at >= lot.expiresAt;
}

/** The sum of amounts, which can be more than one amount can be. */
export function sumAmounts(amounts: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}

/** @throws ModelError `FIELD_RANGE` beyond 2^63−1 */
export function boundedAmount(amount: bigint): bigint {
  if (amount <= LIMITS.amountMax) return amount;
  throw new ModelError({ code: 'FIELD_RANGE', field: 'amount', rule: '0..2^63-1' });
}
