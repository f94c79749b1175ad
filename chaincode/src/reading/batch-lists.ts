import {
  ModelError,
  readEntry,
  type BatchEntry,
  type BatchQuery,
  type BatchRecord,
  type HeldBatch,
  type Page,
  type RejectedKey,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { List } from '../kernel/list-entries';
import type { Lists } from '../kernel/lists';
import { PageBudget } from '../kernel/page-budget';
import { toPlain } from '../kernel/plain';
import type { Ledger } from '../kernel/ledger';
import { findBatch, toBatchRecord } from './batch-record';

/** By the time of the first reading. */
function shipmentList(shipment: string): List {
  return { kind: 'batch/shipment', value: shipment, order: 'time' };
}

/** The id of a batch in lists. */
export function batchId({ device, firstSequence }: Pick<BatchEntry, 'device' | 'firstSequence'>): string {
  return `${device}/${firstSequence}`;
}

/** The batch that an id of a list names. */
export function batchOfId(
  id: string,
): { readonly device: string; readonly firstSequence: number } | undefined {
  const [, device, sequence] = /^([^/]+\/[^/]+)\/(0|[1-9][0-9]{0,15})$/.exec(id) ?? [];
  return device === undefined ? undefined : { device, firstSequence: Number(sequence) };
}

/** Lists a batch under its shipment. */
export function listBatch(lists: Lists, entry: BatchEntry, digest: string): void {
  lists.add(shipmentList(entry.shipment), { id: batchId(entry), at: entry.from, digest });
}

/** The batch of a device that starts with that reading. */
export async function getBatch(
  ledger: Ledger,
  named: { readonly deviceId: string; readonly firstSequence: number },
): Promise<BatchRecord> {
  const { deviceId: device, firstSequence } = named;
  const found = await findBatch(ledger, { device, firstSequence });
  if (found === undefined || 'rejected' in found) {
    throw new ContractError({ code: 'NOT_FOUND', field: 'firstSequence' });
  }
  return toBatchRecord(found.found);
}

/** Batches of a device in the order of their numbers, else of a shipment by time. */
export async function queryBatches(ledger: Ledger, query: BatchQuery): Promise<Page<BatchRecord>> {
  const { deviceId, shipmentId = '', pageSize, bookmark } = query;
  if (deviceId !== undefined) return await pageOfDevice(ledger, { ...toPlain(query), deviceId });
  return await ledger.lists.page({
    list: shipmentList(shipmentId),
    pageSize,
    bookmark,
    show: async (id) => {
      const named = batchOfId(id);
      const found = named === undefined ? undefined : await findBatch(ledger, named);
      if (found === undefined || 'rejected' in found) return found;
      const { entry, sealed } = found.found;
      if (entry.shipment !== shipmentId) return undefined;
      return { record: toBatchRecord(found.found), entry: { at: entry.from, digest: sealed.digest } };
    },
  });
}

/** A device's batches follow one another without a gap, so no list is needed: the page goes on at the next number. */
async function pageOfDevice(
  ledger: Ledger,
  query: BatchQuery & { readonly deviceId: string },
): Promise<Page<BatchRecord>> {
  const { deviceId: device, shipmentId, pageSize, bookmark = '' } = query;
  const records: BatchRecord[] = [];
  const rejected: RejectedKey[] = [];
  const budget = new PageBudget(ledger.state);
  let firstSequence = sequenceOf(bookmark);
  for (;;) {
    const held = await readEntry(ledger.facts, { device, firstSequence });
    if (held === undefined) return { records, bookmark: '', rejected };
    const isFull = records.length + rejected.length >= pageSize || budget.isSpent;
    if (isFull) return { records, bookmark: String(firstSequence), rejected };
    const isAsked = (shipmentId ?? held.entry.shipment) === held.entry.shipment;
    const found = isAsked ? await findBatch(ledger, { device, firstSequence }) : undefined;
    firstSequence = nextSequence(held);
    if (found === undefined) budget.spend(undefined);
    else if ('rejected' in found) rejected.push(found.rejected);
    else {
      const record = toBatchRecord(found.found);
      budget.spend(record);
      records.push(record);
    }
  }
}

/** The number of the reading behind a batch. */
export function nextSequence({ entry }: Pick<HeldBatch, 'entry'>): number {
  return entry.firstSequence + entry.count;
}

function sequenceOf(bookmark: string): number {
  if (bookmark === '') return 0;
  const sequence = Number(bookmark);
  if (!/^[0-9]{1,16}$/.test(bookmark) || !Number.isSafeInteger(sequence)) {
    throw new ModelError({ code: 'FIELD_FORMAT', field: 'bookmark', rule: 'of the page before' });
  }
  return sequence;
}
