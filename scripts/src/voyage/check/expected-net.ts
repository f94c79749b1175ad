import { companyRoles } from '../companies';
import type { Invoice } from '../invoices';

/** What invoices come to, in arithmetic of its own: what is left of them once each company pays or gets its net alone. */
export function nettedOf(invoices: readonly Invoice[]): {
  readonly invoiced: bigint;
  readonly netted: bigint;
} {
  const sum = (some: readonly Invoice[]): bigint => some.reduce((total, { minor }) => total + minor, 0n);
  const nets = companyRoles.map(
    (role) =>
      sum(invoices.filter(({ creditor }) => creditor === role)) -
      sum(invoices.filter(({ debtor }) => debtor === role)),
  );
  const left = nets.reduce((total, net) => (net > 0n ? total + net : total), 0n);
  return { invoiced: sum(invoices), netted: sum(invoices) - left };
}
