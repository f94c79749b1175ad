import {
  isLate,
  type Page,
  type TransportPlan,
  type TransportQuery,
  type TransportRecord,
} from '@kontti/model';
import type { IndexList, Indexes } from '../kernel/indexes.js';
import type { Ledger } from '../kernel/ledger.js';
import { findTransport, toTransportRecord } from './transport-reader.js';

/** All lists of transports are ordered by the planned departure. */
function transportList(kind: string, value?: string): IndexList {
  const list = { kind: `transport/${kind}`, order: 'time' } as const;
  return value === undefined ? list : { ...list, value };
}

/** Lists a transport by its time, operator and places. */
export function listTransport(indexes: Indexes, plan: TransportPlan, operator: string): void {
  const entry = { id: plan.transportId, at: plan.departurePlanned };
  indexes.add(transportList('time'), entry);
  indexes.add(transportList('company', operator), entry);
  for (const place of new Set([plan.from, plan.to])) indexes.add(transportList('place', place), entry);
}

/** Transports that match, by planned departure. */
export async function queryTransports(ledger: Ledger, query: TransportQuery): Promise<Page<TransportRecord>> {
  const { company, place, from, to, pageSize, bookmark } = query;
  return await ledger.indexes.page({
    list: chooseList(query),
    from,
    to,
    pageSize,
    bookmark,
    show: async (id) => {
      const transport = await findTransport(ledger, id);
      if (transport === undefined || 'rejected' in transport) return transport;
      const record = toTransportRecord(transport.found);
      const { plan } = record;
      const isMatch =
        (company === undefined || record.operator === company) &&
        (place === undefined || plan.from === place || plan.to === place) &&
        (query.status === undefined || record.status === query.status) &&
        (query.late === undefined || isLate(record.delayMinutes) === query.late);
      return isMatch ? { record, at: plan.departurePlanned } : undefined;
    },
  });
}

function chooseList({ company, place }: TransportQuery): IndexList {
  if (place !== undefined) return transportList('place', place);
  return company === undefined ? transportList('time') : transportList('company', company);
}
