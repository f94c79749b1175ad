import {
  isLate,
  readTransport,
  type Page,
  type TransportPlan,
  type TransportQuery,
  type TransportRecord,
} from '@kontti/model';
import type { List, Lists } from '../kernel/lists';
import type { Ledger } from '../kernel/ledger';
import { toTransportRecord } from './transport-record';

/** Both lists of transports are ordered by the planned departure. */
function transportList(company?: string): List {
  return company === undefined
    ? { kind: 'transport/time', order: 'time' }
    : { kind: 'transport/company', value: company, order: 'time' };
}

/** Lists a transport by its time, and under its operator. */
export function listTransport(
  lists: Lists,
  listed: { readonly plan: TransportPlan; readonly operator: string; readonly digest: string },
): void {
  const { plan, operator, digest } = listed;
  const entry = { id: plan.transportId, at: plan.departurePlanned, digest };
  lists.add(transportList(), entry);
  lists.add(transportList(operator), entry);
}

/** Transports that match, by planned departure. */
export async function queryTransports(ledger: Ledger, query: TransportQuery): Promise<Page<TransportRecord>> {
  const { company, place, from, to, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: transportList(company),
    from,
    to,
    pageSize,
    bookmark,
    show: async (id) => {
      const transport = await readTransport(ledger.facts, id);
      if (transport === undefined || 'rejected' in transport) return transport;
      const record = toTransportRecord(transport.found);
      const { plan, digest } = record;
      const isMatch =
        (company === undefined || record.operator === company) &&
        (place === undefined || plan.from === place || plan.to === place) &&
        (query.status === undefined || record.status === query.status) &&
        (query.late === undefined || isLate(record.delayMinutes) === query.late);
      return isMatch ? { record, entry: { at: plan.departurePlanned, digest } } : undefined;
    },
  });
}
