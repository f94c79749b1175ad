import {
  buildKey,
  findExcursions,
  ownerOf,
  type Conditions,
  type ExcursionQuery,
  type ExcursionRecord,
  type Page,
} from '@kontti/model';
import type { IndexList } from '../kernel/indexes.js';
import type { Ledger } from '../kernel/ledger.js';
import { findBatch, type ProvenBatch } from './batch-reader.js';

/** By the time of the batch's first reading. */
function excursionList(shipment: string): IndexList {
  return { kind: 'excursion', value: shipment, order: 'time' };
}

/** What a batch shows outside the conditions of its shipment, or `undefined` when nothing is. */
export function findBatchExcursions(
  { key, batch }: ProvenBatch,
  conditions: Conditions | undefined,
): ExcursionRecord | undefined {
  if (conditions === undefined) return undefined;
  const excursions = findExcursions(batch.readings, conditions);
  if (excursions.length === 0) return undefined;
  const { device, shipment } = batch.header;
  return {
    batch: key,
    deviceId: device,
    owner: ownerOf(device),
    shipmentId: shipment,
    conditions,
    excursions,
  };
}

/** Writes the view of a batch's excursions under the device owner's rule, lists it, and says so in the event. */
export async function writeExcursions(
  ledger: Ledger,
  written: {
    readonly found: ProvenBatch;
    readonly record: ExcursionRecord;
    readonly parties: { readonly consignor: string; readonly consignee: string };
  },
): Promise<void> {
  const { found, record, parties } = written;
  const { device, shipment, firstSequence, from } = found.batch.header;
  await ledger.views.write({
    key: buildKey('excursion', { shipment, device, firstSequence }),
    scope: { owner: record.owner, assetType: 'reading' },
    parties,
    content: { batch: found.key, excursions: record.excursions },
  });
  ledger.indexes.add(excursionList(shipment), { id: found.key, at: from });
  ledger.events.add({ type: 'reading.excursion', key: found.key, digest: found.batch.digest });
}

/** The excursions of a shipment, each found again in the batch that shows it. */
export async function queryExcursions(ledger: Ledger, query: ExcursionQuery): Promise<Page<ExcursionRecord>> {
  const { shipmentId, pageSize, bookmark } = query;
  const key = buildKey('shipment', { shipment: shipmentId });
  const consignment = await ledger.facts.held('shipment.consigned', key);
  return await ledger.indexes.page({
    list: excursionList(shipmentId),
    pageSize,
    bookmark,
    show: async (batch) => {
      const proven = await findBatch(ledger, batch);
      if (proven === undefined || 'rejected' in proven) return proven;
      if (proven.found.batch.header.shipment !== shipmentId) return undefined;
      const record = findBatchExcursions(proven.found, consignment?.fact.body.conditions);
      return record && { record, at: proven.found.batch.header.from };
    },
  });
}
