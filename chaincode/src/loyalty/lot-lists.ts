import {
  isExpired,
  sumAmounts,
  type BalanceRecord,
  type BalanceRequest,
  type LotQuery,
  type LotRecord,
  type Page,
} from '@kontti/model';
import { CHAINCODE_LIMITS } from '../limits.js';
import { ContractError } from '../errors.js';
import type { IndexList, Indexes } from '../kernel/indexes.js';
import type { Ledger } from '../kernel/ledger.js';
import { findLot, toLotRecord } from './lot-reader.js';

/** Lots of a holder are listed by their ids. */
function lotList(owner: { readonly programme: string; readonly holder: string }): IndexList {
  return { kind: 'lot', value: `${owner.programme}/${owner.holder}`, order: 'id' };
}

/** Lists a lot under its holder. */
export function listLot(
  indexes: Indexes,
  lot: { readonly programme: string; readonly holder: string; readonly lotId: string },
): void {
  indexes.add(lotList(lot), { id: lot.lotId, at: 0 });
}

/** The lots of a holder in a programme. */
export async function queryLots(
  ledger: Ledger,
  query: Omit<LotQuery, 'pageSize'> & { readonly pageSize: number },
): Promise<Page<LotRecord>> {
  const { programme, holder, status, pageSize, bookmark } = query;
  return await ledger.indexes.page({
    list: lotList({ programme, holder }),
    pageSize,
    bookmark,
    show: async (lotId) => {
      const lot = await findLot(ledger, lotId);
      if (lot === undefined || 'rejected' in lot) return lot;
      const record = await toLotRecord(ledger, lot.found);
      const isMatch =
        record.programme === programme &&
        record.holder === holder &&
        (status === undefined || record.status === status);
      return isMatch ? { record } : undefined;
    },
  });
}

/**
 * The sum of a holder's unspent lots, those that have expired by then apart.
 * @throws ContractError `TOO_MANY` when the lots are more than one transaction reads: page through `QueryLots` instead
 */
export async function getBalance(ledger: Ledger, request: BalanceRequest): Promise<BalanceRecord> {
  const { programme, holder, at } = request;
  const unspent: LotRecord[] = [];
  let bookmark = '';
  let examined = 0;
  do {
    const pageSize = CHAINCODE_LIMITS.scanMax;
    const page = await queryLots(ledger, { programme, holder, status: 'unspent', pageSize, bookmark });
    unspent.push(...page.records);
    examined += CHAINCODE_LIMITS.scanMax;
    bookmark = page.bookmark;
  } while (bookmark !== '' && examined < CHAINCODE_LIMITS.balanceLotsMax);
  if (bookmark !== '') {
    throw new ContractError({ code: 'TOO_MANY', details: { max: CHAINCODE_LIMITS.balanceLotsMax } });
  }
  const [valid, expired] = [false, true].map((wanted) =>
    unspent.filter((lot) => isExpired(lot, at) === wanted),
  );
  return {
    programme,
    holder,
    at,
    points: sumAmounts((valid ?? []).map(({ amount }) => amount)),
    expired: sumAmounts((expired ?? []).map(({ amount }) => amount)),
    lots: valid?.length ?? 0,
  };
}
