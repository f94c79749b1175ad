import type { ClassLotRecord } from '@kontti/model';
import type { Dated } from '../times';
import type { Statement } from './requests';

type Obligation = Pick<Dated<ClassLotRecord>, 'quantity' | 'dueAt' | 'disputedBy'>;

/** Sums of obligations of one debtor to one creditor. */
export function toStatement(obligations: readonly Obligation[], nowMs: number): Statement {
  const sumOf = (isCounted: (obligation: Obligation) => boolean): bigint =>
    obligations.filter(isCounted).reduce((sum, { quantity }) => sum + quantity, 0n);
  const months = new Set(obligations.map(monthOf));
  return {
    open: sumOf(() => true),
    due: sumOf(({ dueAt }) => (dueAt?.getTime() ?? Infinity) <= nowMs),
    disputed: sumOf(({ disputedBy = [] }) => disputedBy.length > 0),
    months: [...months]
      .toSorted()
      .map((month) => ({ month, amount: sumOf((obligation) => monthOf(obligation) === month) })),
  };
}

function monthOf({ dueAt }: Obligation): string {
  return dueAt?.toISOString().slice(0, 7) ?? '';
}
