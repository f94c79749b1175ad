import { isDebt } from '../invoices';
import { compare, sumOf, type Check } from './compare';
import type { CheckInput } from './checks';
import { nettedOf } from './expected-net';
import type { Seen } from './observer';

/** Shipments with a reading outside their conditions. */
export function outsideOf(sent: CheckInput['sent']): ReadonlySet<string> {
  return new Set(sent.filter(({ isOutside }) => isOutside).map(({ shipmentId }) => shipmentId));
}

function parcelsMarked(seen: Seen, kind: 'sold' | 'quarantined'): number {
  const counts = seen.marks.filter((mark) => mark.kind === kind).map(({ items }) => countOf(items));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How many items a range such as `…/0-9` has. */
function countOf(items: string): number {
  const [first = 0, last = first] = items
    .slice(items.lastIndexOf('/') + 1)
    .split('-')
    .map(Number);
  return last - first + 1;
}

/** What became of papers, parcels and invoices. */
export function tradeChecks({ seen, sent, shipments, parcelsPerShipment, invoices }: CheckInput): Check[] {
  const outside = outsideOf(sent).size;
  const { invoiced, netted } = nettedOf(invoices);
  return [
    compare('packing lists accepted', {
      expected: shipments,
      actual: (role) => seen[role].acknowledged.filter((entry) => entry.as === 'accepted').length,
    }),
    compare('deliveries for a title that was given up', {
      expected: shipments,
      actual: (role) => seen[role].deliveredForTitle,
    }),
    compare('parcels sold', {
      expected: parcelsPerShipment * (shipments - outside),
      actual: (role) => parcelsMarked(seen[role], 'sold'),
    }),
    compare('parcels quarantined after an excursion', {
      expected: parcelsPerShipment * outside,
      actual: (role) => parcelsMarked(seen[role], 'quarantined'),
    }),
    compare('invoiced among the companies, in cents', {
      expected: invoiced,
      actual: (role) =>
        sumOf(seen[role].issued.filter(({ classId }) => isDebt(classId)).map(({ quantity }) => quantity)),
    }),
    compare('of it netted, sealed by all of them', {
      expected: netted,
      actual: (role) => sumOf(seen[role].deals.flatMap(({ moves }) => moves.map(({ retired }) => retired))),
    }),
  ];
}
