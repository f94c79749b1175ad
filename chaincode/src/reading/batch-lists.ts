import {
  ModelError,
  endOf,
  foundOrAbsent,
  readChangedDevice,
  readEntry,
  subjectOf,
  type BatchEntry,
  type BatchQuery,
  type BatchRecord,
  type Page,
  type RejectedKey,
  type Subject,
} from '@kontti/model';
import { ContractError } from '../errors';
import type { List } from '../kernel/list-entries';
import type { Lists } from '../kernel/lists';
import { PageBudget } from '../kernel/page-budget';
import type { Ledger } from '../kernel/ledger';
import { findBatch, toBatchRecord } from './batch-record';

/** By the time of the first reading. */
function subjectList({ kind, id }: Subject): List {
  return { kind: `batch/${kind}`, value: id, order: 'time' };
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

/** Lists a batch under what it is about. */
export function listBatch(lists: Lists, entry: BatchEntry, digest: string): void {
  lists.add(subjectList(subjectOf(entry)), { id: batchId(entry), at: entry.from, digest });
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

/** Batches of a device in the order of their numbers, else of a subject by time. */
export async function queryBatches(ledger: Ledger, query: BatchQuery): Promise<Page<BatchRecord>> {
  const { deviceId, pageSize, bookmark } = query;
  const asked = subjectOfQuery(query);
  if (deviceId !== undefined || asked === undefined) {
    return await pageOfDevice(ledger, { deviceId: deviceId ?? '', asked, pageSize, bookmark });
  }
  return await ledger.lists.page({
    list: subjectList(asked),
    pageSize,
    bookmark,
    show: async (id) => {
      const named = batchOfId(id);
      const found = named === undefined ? undefined : await findBatch(ledger, named);
      if (found === undefined || 'rejected' in found) return found;
      const { entry, sealed } = found.found;
      if (!isAbout(entry, asked)) return undefined;
      return { record: toBatchRecord(found.found), entry: { at: entry.from, digest: sealed.digest } };
    },
  });
}

/** The shipment, site or agreement that a query names. */
export function subjectOfQuery(
  query: Pick<BatchQuery, 'shipmentId' | 'siteId' | 'agreementId'>,
): Subject | undefined {
  const { shipmentId, siteId, agreementId } = query;
  if (siteId !== undefined) return { kind: 'site', id: siteId };
  if (agreementId !== undefined) return { kind: 'agreement', id: agreementId };
  return shipmentId === undefined ? undefined : { kind: 'shipment', id: shipmentId };
}

/** True when a batch is about that. */
export function isAbout(entry: BatchEntry, asked: Subject | undefined): boolean {
  const { kind, id } = subjectOf(entry);
  return asked === undefined || (asked.kind === kind && asked.id === id);
}

/** A device's batches follow one another without a gap, so no list is needed: the page goes on at the next number. */
async function pageOfDevice(
  ledger: Ledger,
  query: {
    readonly deviceId: string;
    readonly asked: Subject | undefined;
    readonly pageSize: number;
    readonly bookmark: string | undefined;
  },
): Promise<Page<BatchRecord>> {
  const { deviceId: device, asked, pageSize, bookmark = '' } = query;
  const records: BatchRecord[] = [];
  const rejected: RejectedKey[] = [];
  const budget = new PageBudget(ledger.state);
  const life = foundOrAbsent(await readChangedDevice(ledger.facts, device));
  if (life === undefined) return { records, bookmark: '', rejected };
  let firstSequence = sequenceOf(bookmark);
  for (;;) {
    const held = await readEntry(ledger.facts, life, firstSequence);
    if (held === undefined) return { records, bookmark: '', rejected };
    const isFull = records.length + rejected.length >= pageSize || budget.isSpent;
    if (isFull) return { records, bookmark: String(firstSequence), rejected };
    const found = isAbout(held.entry, asked) ? await findBatch(ledger, { device, firstSequence }) : undefined;
    firstSequence = endOf(held.entry);
    if (found === undefined) budget.spend(undefined);
    else if ('rejected' in found) rejected.push(found.rejected);
    else {
      const record = toBatchRecord(found.found);
      budget.spend(record);
      records.push(record);
    }
  }
}

function sequenceOf(bookmark: string): number {
  if (bookmark === '') return 0;
  const sequence = Number(bookmark);
  if (!/^[0-9]{1,16}$/.test(bookmark) || !Number.isSafeInteger(sequence)) {
    throw new ModelError({ code: 'FIELD_FORMAT', field: 'bookmark', rule: 'of the page before' });
  }
  return sequence;
}
