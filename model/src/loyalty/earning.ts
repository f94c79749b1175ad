import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { Check, Field, OptionalField, memberPath } from '../validation/field';
import { amount, mspId, time } from '../validation/identifiers';
import { integer, text } from '../validation/rule';
import { pointsForDistance } from './points';
import type { ProgrammeTerms } from './terms';

/** When a rule or a discount counts: from the first moment on, up to the last one; each bound may be absent. */
export class Period {
  /** The first moment. */
  @OptionalField(time) from?: number;
  /** The first moment that is too late. */
  @OptionalField(time) to?: number;
}

/** What something earns. The first rule that fits counts; a condition that is absent fits everything. */
@Check<EarningRule>(({ milliPointsPerKm, fixed, sharePermille }, field) => {
  const given = [milliPointsPerKm, fixed, sharePermille].filter((each) => each !== undefined);
  if (given.length === 1) return;
  const path = memberPath(field, 'milliPointsPerKm');
  throw new ModelError({ code: 'FIELD_CONFLICT', field: path, rule: 'this, fixed or sharePermille' });
})
export class EarningRule extends Period {
  /** The fare, as the issuer calls it. */
  @OptionalField(text(32)) fare?: string;
  /** The traveller's tier, as the issuer calls it. */
  @OptionalField(text(32)) tier?: string;
  /** MSP id of the company that operates the transport, or where something was bought. */
  @OptionalField(mspId) partner?: string;
  /** Thousandths of a point for each kilometre. */
  @OptionalField(integer(0, LIMITS.milliPointsPerKmMax)) milliPointsPerKm?: number;
  /** So many points, whatever the distance. */
  @OptionalField(amount) fixed?: bigint;
  /** Points for 1000 minor units of what was spent at a partner. */
  @OptionalField(integer(0, LIMITS.milliPointsPerKmMax)) sharePermille?: number;
}

/** What is cheaper in points. */
export class Discount extends Period {
  /** MSP id of the partner; every partner's without. */
  @OptionalField(mspId) partner?: string;
  /** Thousandths that are taken off. */
  @Field(integer(1, 1000)) permille!: number;
}

/** A tier that travellers reach by points. */
export class Tier {
  /** What it is called. */
  @Field(text(32)) name!: string;
  /** From how many points on. */
  @Field(amount) pointsMin!: bigint;
}

/** What happened that may earn points. Times are milliseconds, or dates. */
export interface Earning {
  readonly at: number | Date;
  /** The company that operates the transport, or where something was bought. */
  readonly partner: string;
  readonly fare?: string | undefined;
  readonly tier?: string | undefined;
  readonly distanceMeters?: number;
  readonly spentMinor?: bigint;
}

/** Members of terms by which points are computed; times of rules are milliseconds, or dates. */
export type EarningTerms = Pick<ProgrammeTerms, 'milliPointsPerKm'> & {
  readonly rules?: readonly RuleContent[] | undefined;
  readonly discounts?: readonly DiscountContent[] | undefined;
  readonly tiers?: readonly Readonly<Tier>[] | undefined;
};

interface PeriodContent {
  readonly from?: number | Date | undefined;
  readonly to?: number | Date | undefined;
}
type RuleContent = Readonly<Omit<EarningRule, keyof Period>> & PeriodContent;
type DiscountContent = Readonly<Omit<Discount, keyof Period>> & PeriodContent;

/**
 * The points that something earns: by the first rule that fits, else by distance alone.
 * @example pointsEarned(terms, { at, partner: 'AirMSP', fare: 'flex', distanceMeters: 900_000 });
 */
export function pointsEarned(terms: EarningTerms, earning: Earning): bigint {
  const { distanceMeters, spentMinor } = earning;
  const rule = (terms.rules ?? []).find((each) => fits(each, earning)) ?? {
    milliPointsPerKm: terms.milliPointsPerKm,
  };
  const { fixed, sharePermille, milliPointsPerKm } = rule as RuleContent;
  if (fixed !== undefined) return fixed;
  if (sharePermille !== undefined) return ((spentMinor ?? 0n) * BigInt(sharePermille)) / 1000n;
  return pointsForDistance({ distanceMeters: distanceMeters ?? 0, milliPointsPerKm: milliPointsPerKm ?? 0 });
}

function fits(rule: RuleContent, { at, partner, fare, tier, distanceMeters, spentMinor }: Earning): boolean {
  const isMeasured =
    (rule.milliPointsPerKm === undefined || distanceMeters !== undefined) &&
    (rule.sharePermille === undefined || spentMinor !== undefined);
  return (
    isMeasured &&
    isWithin(rule, at) &&
    (rule.partner ?? partner) === partner &&
    (rule.fare ?? fare) === fare &&
    (rule.tier ?? tier) === tier
  );
}

/**
 * What something costs in points at a partner, after the first discount that fits; fractions count as a whole point.
 * @example discountedPoints(terms, { points: 500n, partner: 'CafeMSP', at });
 */
export function discountedPoints(
  terms: Pick<EarningTerms, 'discounts'>,
  priced: { readonly points: bigint; readonly partner: string; readonly at: number | Date },
): bigint {
  const { points, partner, at } = priced;
  const discount = (terms.discounts ?? []).find(
    (each) => isWithin(each, at) && (each.partner ?? partner) === partner,
  );
  return (points * BigInt(1000 - (discount?.permille ?? 0)) + 999n) / 1000n;
}

/**
 * The highest tier that so many points reach.
 * @example const tier = tierOf(terms, 32_000n);
 */
export function tierOf(terms: Pick<EarningTerms, 'tiers'>, points: bigint): string | undefined {
  return (terms.tiers ?? []).findLast(({ pointsMin }) => points >= pointsMin)?.name;
}

function isWithin({ from, to }: PeriodContent, at: number | Date): boolean {
  return Number(at) >= Number(from ?? -Infinity) && Number(at) < Number(to ?? Infinity);
}
