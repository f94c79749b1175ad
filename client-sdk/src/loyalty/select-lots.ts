import { LIMITS } from '@kontti/model';
import { createError } from '../errors';
import { SPEND_INPUTS_MAX } from '../limits';

/** What the selection has to know of a lot. */
export interface SpendableLot {
  readonly lotId: string;
  readonly amount: bigint;
  readonly expiresAt: Date;
  readonly status: 'unspent' | 'spent';
}

/** Which lots may be used, and when. */
export interface SelectLotsOptions {
  readonly lots: Iterable<SpendableLot>;
  /** More than 0. */
  readonly amount: bigint;
  /** Lots that have expired by then are left out. */
  readonly at: Date;
}

/**
 * The smallest number of lots that covers the amount, in the order in which a spend names them: what expires first comes first, and
 * every lot is needed.
 * @throws POINTS_INSUFFICIENT when no 32 lots cover the amount; OPTIONS_INVALID for an amount or a time that is none
 */
export function selectLots<L extends SpendableLot>(
  options: SelectLotsOptions & { readonly lots: Iterable<L> },
): L[] {
  const lots = [...options.lots];
  requireAmount(options.amount, 'amount');
  requireTime(options.at, 'at');
  lots.forEach(({ amount, expiresAt }, index) => {
    requireAmount(amount, `lots[${index}].amount`);
    requireTime(expiresAt, `lots[${index}].expiresAt`);
  });
  const usable = lots.filter((lot) => lot.status === 'unspent' && lot.expiresAt > options.at);
  const count = fewestLots(usable, options.amount);
  if (count === undefined) {
    throw createError('POINTS_INSUFFICIENT', {
      details: { amount: options.amount, lots: usable.length, inputsMax: SPEND_INPUTS_MAX },
    });
  }
  return soonestLots(usable, { amount: options.amount, count });
}

function requireAmount(amount: unknown, option: string): void {
  if (typeof amount !== 'bigint' || amount < 1n || amount > LIMITS.amountMax) {
    throw createError('OPTIONS_INVALID', { because: option, details: { option, rule: 'bigint 1..2^63-1' } });
  }
}

function requireTime(time: unknown, option: string): void {
  if (!(time instanceof Date) || Number.isNaN(time.getTime())) {
    throw createError('OPTIONS_INVALID', { because: option, details: { option, rule: 'valid Date' } });
  }
}

function fewestLots(lots: readonly SpendableLot[], amount: bigint): number | undefined {
  let sum = 0n;
  const descending = lots.toSorted((a, b) => compare(b.amount, a.amount));
  for (const [index, lot] of descending.slice(0, SPEND_INPUTS_MAX).entries()) {
    sum += lot.amount;
    if (sum >= amount) {
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
