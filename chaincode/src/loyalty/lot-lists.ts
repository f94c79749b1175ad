import {
  isExpired,
  lotsMadeBy,
  makerOfLot,
  readLot,
  sumAmounts,
  type BalancePage,
  type BalanceQuery,
  type LotQuery,
  type LotRecord,
  type Page,
  type Sealed,
} from '@kontti/model';
import type { Ledger } from '../kernel/ledger';
import { listMadeLots, membersIn } from '../kernel/groups-of-lots';
import type { List } from '../kernel/list-entries';
import type { Lists } from '../kernel/lists';
import { CHAINCODE_LIMITS } from '../limits';
import { toLotRecord } from './lot-record';

interface Owner {
  readonly programme: string;
  readonly holder: string;
}

/** Lots of a holder are listed by their ids; those that one fact made for a holder are one entry. */
function lotList({ programme, holder }: Owner): List {
  return { kind: 'lot', value: `${programme}/${holder}`, order: 'id' };
}

const madeBy = (maker: Sealed) => ({ lots: lotsMadeBy(maker), listOf: lotList });

/** Lists the lots that a fact made, under their holders. */
export function listLots(lists: Lists, maker: Sealed): void {
  listMadeLots(lists, madeBy(maker), maker);
}

/** The lots of a holder in a programme. */
export async function queryLots(ledger: Ledger, query: LotQuery): Promise<Page<LotRecord>> {
  const { programme, holder, status, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: lotList({ programme, holder }),
    pageSize,
    bookmark,
    membersBeside: async (lotId) => {
      const place = makerOfLot(lotId);
      const reading = place && (await ledger.facts.read(place));
      if (reading?.status !== 'sealed') return undefined;
      return membersIn(lotList(query), madeBy(reading.sealed), reading.sealed);
    },
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
