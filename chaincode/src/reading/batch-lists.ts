import { buildKey, type BatchQuery, type BatchRecord, type Page } from '@kontti/model';
import { ContractError } from '../errors.js';
import type { IndexList, Indexes } from '../kernel/indexes.js';
import type { Ledger } from '../kernel/ledger.js';
import { findBatch, readBatch, toBatchRecord, type ProvenBatch } from './batch-reader.js';

/** By number: the number stands at the end of each key with all its digits. */
function deviceList(device: string): IndexList {
  return { kind: 'batch/device', value: device, order: 'id' };
}

/** By the time of the first reading. */
function shipmentList(shipment: string): IndexList {
  return { kind: 'batch/shipment', value: shipment, order: 'time' };
}

/** Lists a batch under its device and its shipment. */
export function listBatch(indexes: Indexes, { key, batch }: ProvenBatch): void {
  const { device, shipment, from } = batch.header;
  for (const list of [deviceList(device), shipmentList(shipment)]) indexes.add(list, { id: key, at: from });
}

/** The batch of a device that starts with that reading. */
export async function getBatch(
  ledger: Ledger,
  named: { readonly deviceId: string; readonly firstSequence: number },
): Promise<BatchRecord> {
  const { deviceId, firstSequence } = named;
  const proven = await readBatch(ledger, buildKey('batch', { device: deviceId, firstSequence }));
  if (proven === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'firstSequence' });
  return toBatchRecord(proven);
}

/** Batches of a device, of a shipment, or of both. */
export async function queryBatches(ledger: Ledger, query: BatchQuery): Promise<Page<BatchRecord>> {
  const { deviceId, shipmentId = '', pageSize, bookmark } = query;
  return await ledger.indexes.page({
    list: deviceId === undefined ? shipmentList(shipmentId) : deviceList(deviceId),
    pageSize,
    bookmark,
    show: async (key) => {
      const batch = await findBatch(ledger, key);
      if (batch === undefined || 'rejected' in batch) return batch;
      const record = toBatchRecord(batch.found);
      const isMeant =
        (query.deviceId ?? record.deviceId) === record.deviceId &&
        (query.shipmentId ?? record.shipmentId) === record.shipmentId;
      return isMeant ? { record, at: record.from } : undefined;
    },
  });
}
