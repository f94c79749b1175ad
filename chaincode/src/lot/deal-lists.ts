import {
  dealClosed,
  dealWithdrawn,
  ofType,
  readDeal,
  type DealLife,
  type DealQuery,
  type DealRecord,
  type DealStatus,
  type Page,
} from '@kontti/model';
import type { Ledger } from '../kernel/ledger';
import type { List } from '../kernel/list-entries';
import type { Lists } from '../kernel/lists';
import { sourceOf } from '../kernel/receipt';

/** Deals are listed under each party, by the ledger time of their proposal. */
function dealList(company: string): List {
  return { kind: 'deal', value: company, order: 'time' };
}

/** Lists a deal that was proposed. */
export function listDeal(
  lists: Lists,
  deal: {
    readonly dealId: string;
    readonly parties: readonly string[];
    readonly at: number;
    readonly digest: string;
  },
): void {
  const { dealId: id, parties, at, digest } = deal;
  for (const company of parties) lists.add(dealList(company), { id, at, digest });
}

/** The deals of which a company is a party. */
export async function queryDeals(ledger: Ledger, query: DealQuery): Promise<Page<DealRecord>> {
  const { company, status, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: dealList(company),
    pageSize,
    bookmark,
    show: async (dealId) => {
      const deal = await readDeal(ledger.facts, dealId);
      if (deal === undefined || 'rejected' in deal) return deal;
      const record = await toDealRecord(ledger, deal.found);
      const isMatch =
        record.proposal.parties.includes(company) && (status === undefined || record.status === status);
      return isMatch ? { record, entry: { at: record.proposedAt, digest: record.digest } } : undefined;
    },
  });
}

/** What a query answers: an end that does not hold takes the deal back, since no other one can follow. */
export async function toDealRecord(ledger: Ledger, deal: DealLife): Promise<DealRecord> {
  const { dealId, proposer, proposal, agreements, end } = deal;
  const closed = ofType(end, dealClosed);
  const isClosed = closed !== undefined && (await ledger.facts.judge(closed)).holds;
  const ended = isClosed ? closed : ofType(end, dealWithdrawn);
  const status: DealStatus = isClosed ? 'closed' : end.status === 'absent' ? 'proposed' : 'withdrawn';
  return {
    dealId,
    proposal: proposal.fact.body,
    status,
    agreedBy: [proposer, ...agreements.keys()],
    proposedAt: proposal.fact.at,
    ...(ended === undefined ? {} : { endedAt: ended.fact.at }),
    ...sourceOf(proposal),
  };
}
