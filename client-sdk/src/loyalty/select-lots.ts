import { createError } from '../errors';
import { SPEND_INPUTS_MAX } from '../limits';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import {
  ANY_NUMBER,
  membersOf,
  listOf,
  amount,
  date,
  iterable,
  oneOf,
  required,
  text,
} from '../options/rules';
import { valuesOf } from '../options/sources';

/** What the selection has to know of a lot. */
export interface SpendableLot {
  /** Id of the lot, `<issuer's MSP id>/<reference>/<place>`. */
  readonly lotId: string;
  /** How many points. */
  readonly amount: bigint;
  /** From when on the points cannot be spent. */
  readonly expiresAt: Date;
  /** Only unspent lots are chosen. */
  readonly status: 'unspent' | 'spent';
}

/** Which lots may be used, and when. */
export interface SelectLotsOptions {
  /** Lots to choose from. */
  readonly lots: Iterable<SpendableLot>;
  /** More than 0. */
  readonly amount: bigint;
  /** Lots that have expired by then are left out. */
  readonly at: Date;
}

const SPENDABLE_LOT: OptionRules<SpendableLot> = {
  lotId: required(text),
  amount: required(amount),
  expiresAt: required(date),
  status: required(oneOf('unspent', 'spent')),
};

const SELECT_LOTS_OPTIONS: OptionRules<SelectLotsOptions> = {
  lots: required(iterable),
  amount: required(amount),
  at: required(date),
};

/**
 * The smallest number of lots that covers the amount, in the order in which a spend names them: what expires first comes first, and
 * every lot is needed.
 * @example const inputs = selectLots({ lots, amount: 500n, at: new Date() });
 * @throws OPTIONS_INVALID, SOURCE_FAILED, POINTS_INSUFFICIENT when no 32 lots cover the amount
 */
export function selectLots<L extends SpendableLot>(
  options: SelectLotsOptions & { readonly lots: Iterable<L> },
): L[] {
  checkOptions(SELECT_LOTS_OPTIONS, options);
  const lots = [...valuesOf('lots', options.lots)];
  listOf(membersOf(SPENDABLE_LOT), ANY_NUMBER).check(lots, 'lots');
  const usable = lots.filter((lot) => lot.status === 'unspent' && lot.expiresAt > options.at);
  const count = fewestLots(usable, options.amount);
  if (count === undefined) {
    throw createError('POINTS_INSUFFICIENT', {
      details: { amount: options.amount, lots: usable.length, inputsMax: SPEND_INPUTS_MAX },
    });
  }
  return soonestLots(usable, { amount: options.amount, count });
}

function fewestLots(lots: readonly SpendableLot[], wanted: bigint): number | undefined {
  let sum = 0n;
  const descending = lots.toSorted((a, b) => compare(b.amount, a.amount));
  for (const [index, lot] of descending.slice(0, SPEND_INPUTS_MAX).entries()) {
    sum += lot.amount;
    if (sum >= wanted) {
      return index + 1;
    }
  }
  return undefined;
}

/**
 * Among the selections of `count` lots, one that uses up lots that expire soon: starting from the largest lots, each is replaced by the
 * soonest lot that still lets the rest suffice.
 */
function soonestLots<L extends SpendableLot>(
  lots: readonly L[],
  { amount, count }: { readonly amount: bigint; readonly count: number },
): L[] {
  const largest = lots.toSorted((a, b) => compare(b.amount, a.amount));
  const soonest = lots.toSorted(
    (a, b) => a.expiresAt.getTime() - b.expiresAt.getTime() || compareText(a.lotId, b.lotId),
  );
  const chosen: L[] = [];
  let missing = amount;
  for (let open = count; open > 0; open -= 1) {
    const next = soonest.find((lot) => {
      if (chosen.includes(lot)) {
        return false;
      }
      const rest = largest.filter((other) => other !== lot && !chosen.includes(other)).slice(0, open - 1);
      return lot.amount + sumOf(rest) >= missing;
    });
    if (next === undefined) {
      break;
    }
    chosen.push(next);
    missing -= next.amount;
  }
  return chosen;
}

function sumOf(lots: readonly SpendableLot[]): bigint {
  return lots.reduce((sum, lot) => sum + lot.amount, 0n);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
