import {
  classLotsMadeBy,
  foundOrAbsent,
  keeperOfLot,
  placeOfLot,
  readDisputants,
  readClassLot,
  type ClassLotLife,
  type ClassLotQuery,
  type ClassLotRecord,
  type Page,
  type Sealed,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { listMadeLots, membersIn } from '../kernel/groups-of-lots';
import type { List } from '../kernel/list-entries';
import type { Lists } from '../kernel/lists';
import { sourceOf } from '../kernel/receipt';

interface Owner {
  readonly classId: string;
  readonly holder: string;
}

/** Lots of a holder in a class are listed by their ids; those that one fact made for a holder are one entry. */
function lotList({ classId, holder }: Owner): List {
  return { kind: 'classLot', value: `${classId}/${holder.replace(':', '/')}`, order: 'id' };
}

const madeBy = (maker: Sealed) => ({ lots: classLotsMadeBy(maker), listOf: lotList });

/** Lists the lots that a fact made, under their holders. */
export function listClassLots(lists: Lists, maker: Sealed): void {
  listMadeLots(lists, madeBy(maker), maker);
}

/** The lots of a holder in a class. */
export async function queryClassLots(ledger: Ledger, query: ClassLotQuery): Promise<Page<ClassLotRecord>> {
  const { classId, holder, status, pageSize, bookmark } = query;
  return await ledger.lists.page({
    list: lotList({ classId, holder }),
    pageSize,
    bookmark,
    membersBeside: async (lotId) => {
      const place = placeOfLot(lotId);
      const reading = place && (await ledger.facts.read(place));
      if (reading?.status !== 'sealed') return undefined;
      return membersIn(lotList(query), madeBy(reading.sealed), reading.sealed);
    },
    show: async (lotId) => {
      const lot = await readClassLot(ledger.facts, lotId);
      if (lot === undefined || 'rejected' in lot) return lot;
      const record = await toClassLotRecord(ledger, lot.found);
      const isOfHolder = record.classId === classId && record.holder === holder;
      const isMatch = isOfHolder && (status === undefined || record.status === status);
      return isMatch ? { record, entry: { digest: record.digest } } : undefined;
    },
  });
}

/** @throws ContractError `UNKNOWN_LOT` naming the field that names it */
export async function demandClassLot(
  ledger: Ledger,
  named: { readonly lotId: string; readonly field: string },
): Promise<ClassLotLife> {
  const lot = foundOrAbsent(await readClassLot(ledger.facts, named.lotId));
  if (lot === undefined) throw new ContractError({ code: 'UNKNOWN_LOT', field: named.field });
  return lot;
}

/** What a query answers. */
export async function toClassLotRecord(ledger: Ledger, lot: ClassLotLife): Promise<ClassLotRecord> {
  const { lotId, classId, class: version, holder, quantity, maker, isSpent, move } = lot;
  const { expiresAt, dueAt, shipment, subject, pledge } = lot;
  const disputedBy = await readDisputants(ledger.facts, lot);
  return {
    lotId,
    classId,
    class: version,
    holder,
    quantity,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(shipment === undefined ? {} : { shipment }),
    ...(subject === undefined ? {} : { subject }),
    ...(pledge === undefined ? {} : { pledge }),
    ...(disputedBy.length === 0 ? {} : { disputedBy }),
    keeper: keeperOfLot(lot),
    status: isSpent ? 'spent' : 'unspent',
    ...(move === undefined ? {} : { movedBy: move.fact.key }),
    ...sourceOf(maker),
  };
}
