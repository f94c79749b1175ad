import { ModelError, type Page, type RejectedKey } from '@kontti/model';
import { CHAINCODE_LIMITS } from '../limits.js';
import type { TransactionState } from './state.js';

const ENTRY = Buffer.from('{}');
const TIME_DIGITS = 16;
const ENTRY_FORM = /^[A-Za-z0-9._~/-]+$/;

/** One list of index entries: a kind such as `shipment/company`, and what is listed under, such as an MSP id. */
export interface IndexList {
  readonly kind: string;
  readonly value?: string;
  readonly order: 'time' | 'id';
}

/** An entry: an id, and the time that orders it in lists that are ordered by time. */
export interface IndexEntry {
  readonly id: string;
  readonly at: number;
}

/**
 * What a query shows for one id: a record, a record that does not hold, or nothing where a filter leaves it out. In lists that are
 * ordered by time `at` is the record's own time: an entry at any other time is not the one that was listed with it.
 */
export type Shown<T> =
  { readonly record: T; readonly at?: number } | { readonly rejected: RejectedKey } | undefined;

/** A page that is asked for: `from` and `to` (inclusive) bound the time in lists that are ordered by it. */
export interface Scan<T> {
  readonly list: IndexList;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly pageSize: number;
  readonly bookmark?: string | undefined;
  readonly show: (id: string) => Promise<Shown<T>>;
}

/**
 * Lists of ids for queries, as keys `idx/<kind>/…` of their own, so that ranges over them work on every state database. They are
 * hints: a query verifies each id that it meets. Their policy is the chaincode's.
 */
export class Indexes {
  readonly #state: TransactionState;

  constructor(state: TransactionState) {
    this.#state = state;
  }

  /** Lists an id. */
  add(list: IndexList, entry: IndexEntry): void {
    const time = list.order === 'time' ? `${timeText(entry.at)}/` : '';
    this.#state.put({ key: `${prefixOf(list)}${time}${entry.id}`, value: ENTRY });
  }

  /**
   * Shows the entries of a list, page by page. A page may be short of records, or empty, before the last one: it ends when it
   * is full or when it has examined its bound of entries; only an empty bookmark says that nothing follows.
   * @throws ModelError `FIELD_FORMAT` when the bookmark is not of this list
   */
  async page<T>(scan: Scan<T>): Promise<Page<T>> {
    const prefix = prefixOf(scan.list);
    const records: T[] = [];
    const rejected: RejectedKey[] = [];
    let examined = 0;
    let last = '';
    for await (const key of this.#keys(scan, prefix)) {
      const isFull = records.length + rejected.length >= scan.pageSize;
      if (isFull || examined >= CHAINCODE_LIMITS.scanMax) return { records, bookmark: last, rejected };
      examined += 1;
      last = key.slice(prefix.length);
      const shown = await showListed(scan, idOf(last, scan.list));
      if (shown === undefined) continue;
      if ('rejected' in shown) rejected.push(shown.rejected);
      else if (isInPlace(last, { list: scan.list, at: shown.at })) records.push(shown.record);
    }
    return { records, bookmark: '', rejected };
  }

  async *#keys<T>(scan: Scan<T>, prefix: string): AsyncIterable<string> {
    const { bookmark = '', from, to } = scan;
    if (bookmark !== '' && !ENTRY_FORM.test(bookmark)) {
      throw new ModelError({ code: 'FIELD_FORMAT', field: 'bookmark', rule: 'of the page before' });
    }
    // '!' sorts behind the end of a key and before every character that a key can go on with.
    const after = bookmark === '' ? '' : `${prefix}${bookmark}!`;
    const first = from === undefined ? prefix : `${prefix}${timeText(from)}/`;
    const end = to === undefined ? `${prefix}\u007f` : `${prefix}${timeText(to)}/\u007f`;
    const start = after > first ? after : first;
    if (start >= end) return;
    const keys: string[] = [];
    for await (const { key } of this.#state.range({ start, end })) {
      if (ENTRY_FORM.test(key)) keys.push(key);
      if (keys.length > CHAINCODE_LIMITS.scanMax) break;
    }
    yield* keys;
  }
}

function prefixOf({ kind, value }: IndexList): string {
  return value === undefined ? `idx/${kind}/` : `idx/${kind}/${value}/`;
}

function timeText(at: number): string {
  return String(at).padStart(TIME_DIGITS, '0');
}

/** An entry's id: what follows the time, in lists that are ordered by it. */
function idOf(entry: string, list: IndexList): string {
  return list.order === 'time' ? entry.slice(TIME_DIGITS + 1) : entry;
}

function isInPlace(entry: string, { list, at }: { list: IndexList; at: number | undefined }): boolean {
  return list.order === 'id' || (at !== undefined && entry.startsWith(`${timeText(at)}/`));
}

/** Whoever can forge an index entry could list what is no id at all: it is passed over, not a reason to fail. */
async function showListed<T>(scan: Scan<T>, id: string): Promise<Shown<T>> {
  try {
    return await scan.show(id);
  } catch (error) {
    if (error instanceof ModelError && error.code === 'KEY_FORMAT') return undefined;
    throw error;
  }
}
