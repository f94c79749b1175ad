import { boundedAmount } from '../amounts';
import type { CompensationTier, PointValue } from './terms';

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
