import {
  isExpired,
  readLot,
  sumAmounts,
  type BalancePage,
  type BalanceQuery,
  type LotQuery,
  type LotRecord,
  type Page,
} from '@kontti/model';
import type { List, Lists } from '../kernel/lists';
import type { Ledger } from '../kernel/ledger';
import { CHAINCODE_LIMITS } from '../limits';
import { toLotRecord } from './lot-record';

/** Lots of a holder are listed by their ids. */
function lotList(owner: { readonly programme: string; readonly holder: string }): List {
  return { kind: 'lot', value: `${owner.programme}/${owner.holder}`, order: 'id' };
}

/** Lists a lot under its holder. */
export function listLot(
  lists: Lists,
  lot: {
    readonly programme: string;
    readonly holder: string;
    readonly lotId: string;
    readonly digest: string;
  },
): void {
  lists.add(lotList(lot), { id: lot.lotId, digest: lot.digest });
}

/** The lots of a holder in a programme. */
export async function queryLots(ledger: Ledger, query: LotQuery): Promise<Page<LotRecord>> {
  const { programme, holder, status, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: lotList({ programme, holder }),
    pageSize,
    bookmark,
    show: async (lotId) => {
      const lot = await readLot(ledger.facts, lotId);
      if (lot === undefined || 'rejected' in lot) return lot;
      const record = toLotRecord(lot.found);
      const isMatch =
        record.programme === programme &&
        record.holder === holder &&
        (status === undefined || record.status === status);
      return isMatch ? { record, entry: { digest: record.digest } } : undefined;
    },
  });
}

/** The sums of a holder's unspent lots that one page meets, those that have expired by then apart. */
export async function getBalance(ledger: Ledger, query: BalanceQuery): Promise<BalancePage> {
  const { programme, holder, at, bookmark: before } = query;
  const lots = { programme, holder, status: 'unspent', pageSize: CHAINCODE_LIMITS.scanMax } as const;
  const { records, rejected, bookmark } = await queryLots(
    ledger,
    before === undefined ? lots : { ...lots, bookmark: before },
  );
  const valid = records.filter((lot) => !isExpired(lot, at));
  const expired = records.filter((lot) => isExpired(lot, at));
  return {
    programme,
    holder,
    at,
    points: sumAmounts(valid.map(({ amount }) => amount)),
    expired: sumAmounts(expired.map(({ amount }) => amount)),
    lots: valid.length,
    rejected: rejected.length,
    bookmark,
  };
}
