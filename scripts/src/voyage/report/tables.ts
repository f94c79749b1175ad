import Table from 'cli-table3';
import type { Check } from '../check/checks';
import type { Seen } from '../check/observer';
import { companies, companyRoles, type CompanyRole } from '../companies';

const rows: readonly { readonly label: string; readonly type: string }[] = [
  { label: 'flights and legs planned', type: 'transport.planned' },
  { label: 'arrivals', type: 'transport.updated' },
  { label: 'delays', type: 'transport.delayed' },
  { label: 'shipments consigned', type: 'shipment.consigned' },
  { label: 'handovers accepted', type: 'custody.accepted' },
  { label: 'shipments delivered', type: 'shipment.delivered' },
  { label: 'batches of readings', type: 'reading.submitted' },
  { label: 'batches outside conditions', type: 'reading.excursion' },
  { label: 'lots of points issued', type: 'loyalty.lots' },
  { label: 'redemptions', type: 'loyalty.spent' },
  { label: 'settlements', type: 'loyalty.settled' },
];

/** Plain lines: no colours, so that NO_COLOR and files need nothing special. */
const style = { head: [], border: [] };

/** What each company saw, one column a company. */
export function seenTable(seen: Readonly<Record<CompanyRole, Seen>>): string {
  const table = new Table({ head: ['seen by', ...companyRoles.map((role) => companies[role].mspId)], style });
  for (const { label, type } of rows) {
    table.push([
      label,
      ...companyRoles.map((role) => ({
        content: String(seen[role].counts.get(type) ?? 0),
        hAlign: 'right' as const,
      })),
    ]);
  }
  return table.toString();
}

/** The checks, the failed ones marked. */
export function checksTable(checks: readonly Check[]): string {
  const table = new Table({ head: ['check', 'from the input', 'on the ledger', ''], style });
  for (const { name, expected, actual, ok } of checks) {
    table.push([
      name,
      { content: expected, hAlign: 'right' },
      { content: actual, hAlign: 'right' },
      ok ? 'ok' : 'MISMATCH',
    ]);
  }
  return table.toString();
}
