import type { Balances } from '../check/checks';
import type { Seen } from '../check/observer';
import { currency } from '../terms';
import { isDebt } from '../invoices';
import { counted, money } from './words';

/** What the books say: points by what became of them, and money by who owed whom. */
export function booksStory(options: { readonly seen: Seen; readonly balances: Balances }): string[] {
  const { seen, balances } = options;
  const issued = seen.lots.reduce((sum, { amount }) => sum + amount, 0n);
  const redemptions = seen.spends.filter(({ kind }) => kind === 'redemption');
  const redeemed = redemptions.reduce((sum, { amount }) => sum + amount, 0n);
  const owed = new Map<string, bigint>();
  for (const { claim } of redemptions) {
    if (claim !== undefined) owed.set(claim.currency, (owed.get(claim.currency) ?? 0n) + claim.minor);
  }
  const debts = [...owed].map(([currency, minor]) => money({ currency, minor })).join(', ');
  const settlements = seen.counts.get('loyalty.settled') ?? 0;
  return [
    'The books',
    `  points       ${issued} issued = ${balances.held} held + ${redeemed} redeemed + ${balances.expired} expired`,
    ...(debts === ''
      ? []
      : [
          `  meals        ${debts} owed for ${counted(redemptions.length, 'meal')}, netted in ${counted(settlements, 'settlement')} sealed by both companies`,
        ]),
    ...invoiceLines(seen),
  ];
}

function invoiceLines({ issued, deals }: Seen): string[] {
  const sum = (minors: readonly bigint[]): bigint => minors.reduce((total, minor) => total + minor, 0n);
  const invoiced = sum(issued.filter(({ classId }) => isDebt(classId)).map(({ quantity }) => quantity));
  if (invoiced === 0n) return [];
  const netted = sum(deals.flatMap(({ moves }) => moves.map(({ retired }) => retired)));
  const [all, gone, left] = [invoiced, netted, invoiced - netted].map((minor) => money({ currency, minor }));
  return [
    `  invoices     ${all} = ${gone} netted in one step that every company sealed + ${left} still owed`,
  ];
}
