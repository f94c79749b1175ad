import { discountedPoints as discounted, LIMITS, tierOf as tierReached } from '@kontti/model';
import type { ProgrammeTerms } from '@kontti/model';
import { checkMembers } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { amount, amountOrZero, date, listOf, object, required, text } from '../options/rules';
import type { Dated } from '../times';

/** What something costs in points before any discount. */
export interface PricedInPoints {
  /** The points. */
  readonly points: bigint;
  /** MSP id of the partner that takes them. */
  readonly partner: string;
  /** When. */
  readonly at: Date;
}

const PRICED: OptionRules<PricedInPoints> = {
  points: required(amount),
  partner: required(text),
  at: required(date),
};
const TERMS: OptionRules<Pick<ProgrammeTerms, 'discounts' | 'tiers'>> = {
  discounts: listOf(object, { min: 0, max: LIMITS.earningRulesMax }),
  tiers: listOf(object, { min: 0, max: LIMITS.tiersMax }),
};

/**
 * What something costs in points at a partner, after the first discount that fits; fractions count as a whole point.
 * @example const amount = discountedPoints(await client.loyalty.getTerms({ programme }), { points: 500n, partner: 'CafeMSP', at: new Date() });
 * @throws OPTIONS_INVALID
 */
export function discountedPoints(
  terms: Pick<Dated<ProgrammeTerms>, 'discounts'>,
  priced: PricedInPoints,
): bigint {
  checkMembers(TERMS, terms, 'terms');
  checkMembers(PRICED, priced, 'priced');
  return discounted(terms, priced);
}

/**
 * The highest tier that so many points reach.
 * @example const tier = tierOf(await client.loyalty.getTerms({ programme }), 32_000n);
 * @throws OPTIONS_INVALID
 */
export function tierOf(terms: Pick<Dated<ProgrammeTerms>, 'tiers'>, points: bigint): string | undefined {
  checkMembers(TERMS, terms, 'terms');
  required(amountOrZero).check(points, 'points');
  return tierReached(terms, points);
}
