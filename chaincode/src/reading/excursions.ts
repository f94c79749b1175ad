import {
  findExcursions,
  subjectOf,
  type Batch,
  type BatchEntry,
  type Conditions,
  type ExcursionQuery,
  type ExcursionRecord,
  type Page,
  type Subject,
} from '@kontti/model';
import type { List } from '../kernel/list-entries';
import type { Ledger } from '../kernel/ledger';
import { batchId, batchOfId, isAbout, subjectOfQuery } from './batch-lists';
import { findBatch } from './batch-record';

/** By the time of the batch's first reading. */
function excursionList({ kind, id }: Subject): List {
  return { kind: kind === 'shipment' ? 'excursion' : `excursion/${kind}`, value: id, order: 'time' };
}

/** Lists a batch that shows readings outside the conditions of its shipment or site, and says so in the transaction's event. */
export function listExcursions(
  ledger: Ledger,
  listed: {
    readonly entry: BatchEntry;
    readonly index: number;
    readonly batch: Batch;
    readonly conditions: Conditions | undefined;
    readonly fact: { readonly key: string; readonly digest: string };
  },
): void {
  const { entry, index, batch, conditions, fact } = listed;
  if (conditions === undefined || findExcursions(batch.columns, conditions).length === 0) return;
  ledger.lists.add(excursionList(subjectOf(entry)), {
    id: batchId(entry),
    at: entry.from,
    digest: fact.digest,
  });
  ledger.events.add({ type: 'reading.excursion', ...fact, index });
}

/** The excursions of a shipment or site, each found again in the batch that shows it. */
export async function queryExcursions(ledger: Ledger, query: ExcursionQuery): Promise<Page<ExcursionRecord>> {
  const { pageSize, bookmark } = query;
  const asked = subjectOfQuery(query) ?? { kind: 'shipment', id: '' };
  return await ledger.lists.page({
    list: excursionList(asked),
    pageSize,
    bookmark,
    show: async (id) => {
      const named = batchOfId(id);
      const found = named === undefined ? undefined : await findBatch(ledger, named);
      if (found === undefined || 'rejected' in found) return found;
      const { entry, batch, sealed, about, epoch } = found.found;
      const { conditions } = about;
      if (!isAbout(entry, asked) || conditions === undefined) return undefined;
      const excursions = findExcursions(batch.columns, conditions);
      if (excursions.length === 0) return undefined;
      const record: ExcursionRecord = {
        batch: sealed.fact.key,
        firstSequence: entry.firstSequence,
        deviceId: entry.device,
        owner: epoch.owner,
        ...(asked.kind === 'site' ? { siteId: asked.id } : { shipmentId: asked.id }),
        conditions,
        excursions,
      };
      return { record, entry: { at: entry.from, digest: sealed.digest } };
    },
  });
}
