import { optionError } from '../options/check-options';
import { amount, listOf, required, wholeNumber } from '../options/rules';
import { SHARE_PARTS_MAX, SHARES_MAX } from '../limits';

/**
 * Shares of an amount in proportion to parts: whole numbers that add up to the amount. What rounding leaves goes to the largest remainders, of equal
 * ones to the first.
 * @example shareAmount(100n, [1, 1, 1]); // [34n, 33n, 33n]
 * @throws OPTIONS_INVALID
 */
export function shareAmount(total: bigint, parts: readonly number[]): bigint[] {
  required(amount).check(total, 'total');
  listOf(wholeNumber(0, SHARE_PARTS_MAX), { min: 1, max: SHARES_MAX }).check(parts, 'parts');
  const whole = BigInt(parts.reduce((sum, part) => sum + part, 0));
  if (whole === 0n) throw optionError({ option: 'parts', rule: 'more than 0 in all' });
  const shares = parts.map((part) => (total * BigInt(part)) / whole);
  const remainders = parts.map((part, index) => ({ index, rest: (total * BigInt(part)) % whole }));
  const rest = total - shares.reduce((sum, share) => sum + share, 0n);
  const largest = remainders.toSorted((a, b) => (a.rest < b.rest ? 1 : a.rest > b.rest ? -1 : 0));
  const raised = new Set(largest.slice(0, Number(rest)).map(({ index }) => index));
  return shares.map((share, index) => (raised.has(index) ? share + 1n : share));
}
