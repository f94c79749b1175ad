import { ModelError } from './errors';
import { LIMITS } from './limits';

/** A day of 24 hours. */
export const DAY_MS = 86_400_000;

/** When what is issued at `at` expires: after that many days of 24 hours, at the latest in the year 9999. */
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
