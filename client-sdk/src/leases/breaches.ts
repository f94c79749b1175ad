import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { date, listOf, object, required, wholeNumber } from '../options/rules';
import { LEASE_KM_MAX, LEASE_READINGS_MAX } from '../limits';

/** What a lessee agreed to. */
export interface LeaseTerms {
  /** When the lease begins. */
  readonly from: Date;
  /** When it ends. */
  readonly to: Date;
  /** Kilometres in all; at each moment as many as of the time that is over. */
  readonly kilometres: number;
  /** How many kilometres ahead of the time are still no breach. */
  readonly toleranceKm?: number;
  /** The worst condition that is still agreed to, 0 (as new) to 10. */
  readonly conditionMax?: number;
}

/** What was read of the thing. */
export interface LeaseReading {
  /** When. */
  readonly at: Date;
  /** What the odometer showed, in kilometres since the lease began. */
  readonly odometerKm: number;
  /** Its condition, 0 (as new) to 10. */
  readonly condition?: number;
}

/** Where what was read is not what was agreed to. */
export interface LeaseBreach {
  /** Which rule: too many kilometres for the time, an odometer that went back, a worse condition, use after the end. */
  readonly kind: 'kilometres' | 'odometer' | 'condition' | 'term';
  /** When it was read. */
  readonly at: Date;
  /** By how much: kilometres, or points of condition; 0 for `term`. */
  readonly excess: number;
}

const km = wholeNumber(0, LEASE_KM_MAX);
const condition = wholeNumber(0, 10);
const TERMS: OptionRules<LeaseTerms> = {
  from: required(date),
  to: required(date),
  kilometres: required(km),
  toleranceKm: km,
  conditionMax: condition,
};
const READING: OptionRules<LeaseReading> = { at: required(date), odometerKm: required(km), condition };

/**
 * Compares readings, in the order of their times, with what was agreed to.
 * @example const breaches = findBreaches({ from, to, kilometres: 30_000 }, [{ at, odometerKm: 31_250 }]);
 * @throws OPTIONS_INVALID
 */
export function findBreaches(terms: LeaseTerms, readings: readonly LeaseReading[]): LeaseBreach[] {
  checkOptions(TERMS, terms, 'terms');
  listOf(object, { min: 0, max: LEASE_READINGS_MAX }).check(readings, 'readings');
  readings.forEach((reading, index) => checkOptions(READING, reading, `readings[${index}]`));
  const inOrder = readings.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return inOrder.flatMap((reading, index) => breachesOf(terms, reading, inOrder[index - 1]));
}

function breachesOf(
  terms: LeaseTerms,
  reading: LeaseReading,
  before: LeaseReading | undefined,
): LeaseBreach[] {
  const { from, to, kilometres, toleranceKm = 0, conditionMax = 10 } = terms;
  const { at, odometerKm } = reading;
  const length = to.getTime() - from.getTime();
  const over = Math.min(Math.max(at.getTime() - from.getTime(), 0), length);
  const allowed = Math.floor(length === 0 ? kilometres : (kilometres * over) / length) + toleranceKm;
  const back = (before?.odometerKm ?? 0) - odometerKm;
  const worse = (reading.condition ?? 0) - conditionMax;
  const breach = (kind: LeaseBreach['kind'], isOne: boolean, excess: number): LeaseBreach[] =>
    isOne ? [{ kind, at, excess }] : [];
  return [
    ...breach('odometer', back > 0, back),
    ...breach('kilometres', odometerKm > allowed, odometerKm - allowed),
    ...breach('condition', worse > 0, worse),
    ...breach('term', at > to && odometerKm > (before?.odometerKm ?? odometerKm), 0),
  ];
}
