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

/** By the planned departure. A transport's id begins with its operator, so operators need no list of their own. */
const transportList: List = { kind: 'transport/time', order: 'time' };

/** Lists a transport by its time. */
export function listTransport(
  lists: Lists,
  listed: { readonly plan: TransportPlan; readonly digest: string },
): void {
  const { plan, digest } = listed;
  lists.add(transportList, { id: plan.transportId, at: plan.departurePlanned, digest });
}

/** Transports that match, by planned departure. */
export async function queryTransports(ledger: Ledger, query: TransportQuery): Promise<Page<TransportRecord>> {
  const { company, place, from, to, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: transportList,
    from,
    to,
    pageSize,
    bookmark,
    show: async (id) => {
      if (company !== undefined && !id.startsWith(`${company}/`)) return undefined;
      const transport = await readTransport(ledger.facts, id);
      if (transport === undefined || 'rejected' in transport) return transport;
      const record = toTransportRecord(transport.found);
      const { plan, digest } = record;
      const isMatch =
        (place === undefined || plan.from === place || plan.to === place) &&
        (query.status === undefined || record.status === query.status) &&
        (query.late === undefined || isLate(record.delayMinutes) === query.late);
      return isMatch ? { record, entry: { at: plan.departurePlanned, digest } } : undefined;
    },
  });
}
