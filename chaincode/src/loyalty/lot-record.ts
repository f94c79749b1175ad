import { foundOrAbsent, readLot, type LotLife, type LotRecord } from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { sourceOf } from '../kernel/receipt';

/** @throws ContractError `UNKNOWN_LOT` naming the field that names it */
export async function demandLot(
  ledger: Ledger,
  named: { readonly lotId: string; readonly field: string },
): Promise<LotLife> {
  const lot = foundOrAbsent(await readLot(ledger.facts, named.lotId));
  if (lot === undefined) throw new ContractError({ code: 'UNKNOWN_LOT', field: named.field });
  return lot;
}

/** What a query answers. */
export function toLotRecord(lot: LotLife): LotRecord {
  const { lotId, programme, holder, amount, expiresAt, termsVersion, origin, journey } = lot;
  const { maker, isSpent, spend } = lot;
  return {
    lotId,
    programme,
    holder,
    amount,
    expiresAt,
    termsVersion,
    origin,
    ...(journey === undefined ? {} : { journey }),
    status: isSpent ? 'spent' : 'unspent',
    ...(spend === undefined ? {} : { spentBy: spend.fact.key.slice('spend/'.length) }),
    ...sourceOf(maker),
  };
}
