import { sealHash, ModelError, type Page, type RejectedKey } from '@kontti/model';
import { CHAINCODE_LIMITS } from '../limits';
import { bookmarkToStart, keyToBookmark } from './bookmark';
import type { TransactionState } from './state';

const ENTRY = Buffer.from('{}');
const TIME_DIGITS = 16;
const HASH_DIGITS = 16;
const ENTRY_FORM = /^(?:([0-9]{16})\/)?([A-Za-z0-9._~/-]{1,256})\/([0-9a-f]{16})$/;

/** One list: a kind such as `shipment/company`, what is listed under, such as an MSP id, and whether time orders it. */
export interface List {
  readonly kind: string;
  readonly value?: string;
  readonly order: 'time' | 'id';
}

/** A list that is ordered by time, of everything of its kind or of what has a value. */
export function listByTime(kind: string, value?: string): List {
  const list = { kind, order: 'time' } as const;
  return value === undefined ? list : { ...list, value };
}

/** What is listed: an id, the time that orders it in lists that are ordered by time, and the digest of the fact that lists it. */
export interface ListEntry {
  readonly id: string;
  readonly at?: number;
  readonly digest: string;
}

/**
 * What a query shows for one id: a record with what an entry of it has to say, something that does not hold, or nothing where a filter
 * leaves it out. An entry with another time or fact is not the one that was listed with the record, and is passed over.
 */
export type Shown<T> =
  | { readonly record: T; readonly entry: Omit<ListEntry, 'id'> }
  | { readonly rejected: RejectedKey }
  | undefined;

/** A page that is asked for: `from` and `to` (inclusive) bound the time in lists that are ordered by it. */
export interface Scan<T> {
  readonly list: List;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly pageSize: number;
  readonly bookmark?: string | undefined;
  readonly show: (id: string) => Promise<Shown<T>>;
}

/**
 * Lists of ids for queries, as public keys `idx/<kind>/…`, so that ranges over them work on every state database. An entry is written
 * once for ever and ends with the first digits of the hash of the fact that made it, so nobody can write it before the fact exists.
 * A list is a hint all the same: others can add entries (which show nothing), so a query verifies each id.
 */
export class Lists {
  readonly #state: TransactionState;

  constructor(state: TransactionState) {
    this.#state = state;
  }

  /** Lists an id. */
  add(list: List, entry: ListEntry): void {
    this.#state.put(
      `${prefixOf(list)}${timePart(list, entry.at)}${entry.id}/${hashPart(entry.digest)}`,
      ENTRY,
    );
  }

  /**
   * Shows the entries of a list, page by page. A page may be short of records, or empty, before the last one: it ends when it is full
   * by count or by bytes, or when it has examined its bound of entries; only an empty bookmark says that nothing follows.
   * @throws ModelError `FIELD_FORMAT` when the bookmark is not of this list
   */
  async page<T>(scan: Scan<T>): Promise<Page<T>> {
    const prefix = prefixOf(scan.list);
    const records: T[] = [];
    const rejected: RejectedKey[] = [];
    const budget = new PageBudget(this.#state);
    const show = once(scan.show);
    let last = '';
    for await (const key of this.#keys(scan, prefix)) {
      const isFull = records.length + rejected.length >= scan.pageSize || budget.isSpent;
      // Each page examines an entry, however large: else it would be the next page's first one for ever.
      if (isFull && last !== '') return { records, bookmark: keyToBookmark(prefix, last), rejected };
      last = key;
      const shown = await showListed({ ...scan, show }, key.slice(prefix.length));
      budget.spend(shown);
      if (shown === undefined) continue;
      if ('rejected' in shown) rejected.push(shown.rejected);
      else records.push(shown.record);
    }
    return { records, bookmark: '', rejected };
  }

  async *#keys<T>(scan: Scan<T>, prefix: string): AsyncIterable<string> {
    const { bookmark = '', from, to } = scan;
    const after = bookmark === '' ? '' : bookmarkToStart(prefix, bookmark);
    const first = from === undefined ? prefix : `${prefix}${timeText(from)}/`;
    const end = to === undefined ? `${prefix}\u007f` : `${prefix}${timeText(to)}/\u007f`;
    const start = after > first ? after : first;
    if (start >= end) return;
    yield* this.#state.range({ start, end });
  }
}

/** Shows each id once, however many entries name it. */
function once<T>(show: Scan<T>['show']): Scan<T>['show'] {
  const shown = new Map<string, Promise<Shown<T>>>();
  return (id) => {
    const known = shown.get(id) ?? show(id);
    shown.set(id, known);
    return known;
  };
}

/** What one page costs: entries that it examines, keys and bytes that it reads, bytes that it answers. */
export class PageBudget {
  readonly #state: TransactionState;
  readonly #readsBefore: number;
  readonly #bytesReadBefore: number;
  #entries = 0;
  #bytes = 0;

  constructor(state: TransactionState) {
    this.#state = state;
    this.#readsBefore = state.reads;
    this.#bytesReadBefore = state.bytesRead;
  }

  /** Counts an entry, and what the page shows for it. */
  spend(shown: object | undefined): void {
    this.#entries += 1;
    this.#bytes += shown === undefined ? 0 : Buffer.byteLength(textOf(shown));
  }

  /** True once the page ends with what it has. */
  get isSpent(): boolean {
    return (
      this.#entries >= CHAINCODE_LIMITS.scanMax ||
      this.#bytes >= CHAINCODE_LIMITS.pageBytesMax ||
      this.#state.reads - this.#readsBefore >= CHAINCODE_LIMITS.pageReadsMax ||
      this.#state.bytesRead - this.#bytesReadBefore >= CHAINCODE_LIMITS.pageBytesReadMax
    );
  }
}

function prefixOf({ kind, value }: List): string {
  return value === undefined ? `idx/${kind}/` : `idx/${kind}/${value}/`;
}

function timePart({ order }: List, at: number | undefined): string {
  return order === 'time' ? `${timeText(at ?? 0)}/` : '';
}

function timeText(at: number): string {
  return String(at).padStart(TIME_DIGITS, '0');
}

function hashPart(digest: string): string {
  return sealHash(digest).slice(0, HASH_DIGITS);
}

/** A record's size as it will be answered; amounts are decimal strings there. */
function textOf(shown: object): string {
  return JSON.stringify(shown, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

/** Whoever can add an entry could list what is no id at all: it is passed over, not a reason to fail. */
async function showListed<T>(scan: Scan<T>, text: string): Promise<Shown<T>> {
  const [, time, id, hash] = ENTRY_FORM.exec(text) ?? [];
  if (id === undefined || (time !== undefined) !== (scan.list.order === 'time')) return undefined;
  const shown = await shownOrNothing(scan, id);
  if (shown === undefined || 'rejected' in shown) return shown;
  const { at, digest } = shown.entry;
  const isMeant = hashPart(digest) === hash && (time === undefined || timeText(at ?? -1) === time);
  return isMeant ? shown : undefined;
}

async function shownOrNothing<T>(scan: Scan<T>, id: string): Promise<Shown<T>> {
  try {
    return await scan.show(id);
  } catch (error) {
    if (error instanceof ModelError && error.code === 'KEY_FORMAT') return undefined;
    throw error;
  }
}
