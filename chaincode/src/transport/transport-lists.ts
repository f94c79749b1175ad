import {
  foundOrAbsent,
  isLate,
  readPlan,
  readTransport,
  type HeldPlan,
  type Page,
  type TransportQuery,
  type TransportRecord,
} from '@kontti/model';
import type { Ledger } from '../kernel/ledger';
import type { List, Members } from '../kernel/list-entries';
import type { Lists } from '../kernel/lists';
import { toTransportRecord } from './transport-record';

/** Both lists of transports are ordered by the day of the planned departure; what was planned together for a day is one entry. */
function transportList(company?: string): List {
  return company === undefined
    ? { kind: 'transport/time', order: 'day' }
    : { kind: 'transport/company', value: company, order: 'day' };
}

/** Lists transports by their time, and under their operator. */
export function listTransports(lists: Lists, planned: HeldPlan['sealed'], operator: string): void {
  for (const list of [transportList(), transportList(operator)]) lists.addGroups(list, membersOf(planned));
}

function membersOf({ fact, digest }: HeldPlan['sealed']): Members {
  const members = fact.body.transports.map(({ transportId: id, departurePlanned: at }) => ({ id, at }));
  return { members, digest };
}

/** Transports that match, by the day of their planned departure. */
export async function queryTransports(ledger: Ledger, query: TransportQuery): Promise<Page<TransportRecord>> {
  const { company, place, from, to, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: transportList(company),
    from,
    to,
    pageSize,
    bookmark,
    membersBeside: async (id) => {
      const held = foundOrAbsent(await readPlan(ledger.facts, id));
      return held && membersOf(held.sealed);
    },
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
