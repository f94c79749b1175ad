import { ModelError, type Page, type RejectedKey } from '@kontti/model';
import { bookmarkToStart, positionToBookmark, type Position } from './bookmark';
import {
  entryKey,
  entryRange,
  groupsOf,
  isNamed,
  parseEntry,
  prefixOf,
  type EntryName,
  type List,
  type ListEntry,
  type Member,
  type Members,
} from './list-entries';
import { PageBudget } from './page-budget';
import type { TransactionState } from './state';

const ENTRY = Buffer.from('{}');

/**
 * What a query shows for one id: a record with what an entry of it has to say, something that does not hold, or nothing where a filter
 * leaves it out. An entry with another time or fact is not the one that was listed with the record, and is passed over.
 */
type Shown<T> =
  | { readonly record: T; readonly entry: Omit<ListEntry, 'id'> }
  | { readonly rejected: RejectedKey }
  | undefined;

/** A page that is asked for: `from` and `to` (inclusive) bound the time in lists that are ordered by it. */
interface Scan<T> {
  readonly list: List;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly pageSize: number;
  readonly bookmark?: string | undefined;
  readonly show: (id: string) => Promise<Shown<T>>;
  /** In lists of groups: what the fact that made the id has for this list, as it was listed. */
  readonly membersBeside?: (id: string) => Promise<Members | undefined>;
}

/** One id of a list, which is read when it is its turn, and where a page goes on behind it. */
interface Turn<T> {
  readonly next: Position;
  readonly show: () => Promise<Shown<T>>;
}

/**
 * Lists of ids for queries, as public keys `idx/<kind>/…`, so that ranges over them work on every state database. An entry is written
 * once for ever and ends with the first digits of the hash of the fact that made it, so no company can write it before the fact exists.
 * A list is a hint all the same: others can add entries (which show nothing), so a query verifies each id. In lists of groups an entry
 * names the first of all that one fact has there: the others follow from the fact.
 */
export class Lists {
  readonly #state: TransactionState;

  constructor(state: TransactionState) {
    this.#state = state;
  }

  /** Lists an id. */
  add(list: List, entry: ListEntry): void {
    this.#state.put(entryKey(list, entry), ENTRY);
  }

  /** Lists what a fact has for a list of groups. */
  addGroups(list: List, { members, digest }: Members): void {
    for (const [first] of groupsOf(list, members)) {
      if (first !== undefined) this.add(list, { ...first, digest });
    }
  }

  /**
   * Shows what a list names, page by page. A page may be short of records, or empty, before the last one: it ends when it is full
   * by count or by bytes, or when it has examined its bound of ids; only an empty bookmark says that nothing follows.
   * @throws ModelError `FIELD_FORMAT` when the bookmark is not of this list
   */
  async page<T>(scan: Scan<T>): Promise<Page<T>> {
    const prefix = prefixOf(scan.list);
    const records: T[] = [];
    const rejected: RejectedKey[] = [];
    const budget = new PageBudget(this.#state);
    let last: Position | undefined;
    for await (const { next, show } of this.#turns({ ...scan, show: once(scan.show) }, prefix)) {
      const isFull = records.length + rejected.length >= scan.pageSize || budget.isSpent;
      // Each page examines an id, however large: else it would be the next page's first one for ever.
      if (isFull && last !== undefined) {
        return { records, bookmark: positionToBookmark(prefix, last), rejected };
      }
      last = next;
      const shown = await show();
      budget.spend(shown);
      if (shown === undefined) continue;
      if ('rejected' in shown) rejected.push(shown.rejected);
      else records.push(shown.record);
    }
    return { records, bookmark: '', rejected };
  }

  /** Every id from the bookmark on, and where the next one is. */
  async *#turns<T>(scan: Scan<T>, prefix: string): AsyncIterable<Turn<T>> {
    const { bookmark = '' } = scan;
    const after = bookmark === '' ? { key: '', member: 0 } : bookmarkToStart(prefix, bookmark);
    const range = entryRange(scan.list, scan);
    const start = after.key > range.start ? after.key : range.start;
    if (start >= range.end) return;
    for await (const key of this.#state.range({ start, end: range.end })) {
      const shows = await showsOf(scan, key.slice(prefix.length));
      const passed = key === after.key ? after.member : 0;
      for (const [index, show] of shows.entries()) {
        const member = index + 1 < shows.length ? index + 1 : 0;
        if (index >= passed) yield { next: { key, member }, show };
      }
    }
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

/** What an entry names, to be shown when it is its turn: at least one, which may be nothing. */
async function showsOf<T>(scan: Scan<T>, text: string): Promise<Turn<T>['show'][]> {
  const name = parseEntry(scan.list, text);
  if (name === undefined) return [async () => undefined];
  const beside = await unlessNoKey(() => scan.membersBeside?.(name.id));
  if (beside === undefined) return [() => showAlone(scan, name)];
  const { members, digest } = beside;
  const group = groupsOf(scan.list, members).find(
    ([first]) => first?.id === name.id && isNamed(name, { at: first.at, digest }),
  );
  if (group === undefined) return [async () => undefined];
  return group.map(
    (member) => async () => (isBetween(scan, member) ? await showMember(scan, member, digest) : undefined),
  );
}

async function showAlone<T>(scan: Scan<T>, name: EntryName): Promise<Shown<T>> {
  const shown = await unlessNoKey(() => scan.show(name.id));
  if (shown === undefined || 'rejected' in shown) return shown;
  return isNamed(name, shown.entry) ? shown : undefined;
}

async function showMember<T>(scan: Scan<T>, { id }: Member, digest: string): Promise<Shown<T>> {
  const shown = await scan.show(id);
  if (shown === undefined || 'rejected' in shown) return shown;
  return shown.entry.digest === digest ? shown : undefined;
}

function isBetween<T>({ from, to }: Scan<T>, { at }: Member): boolean {
  return at === undefined || (at >= (from ?? at) && at <= (to ?? at));
}

/** Whoever can add an entry could list what is no id at all: it is passed over, not a reason to fail. */
async function unlessNoKey<T>(read: () => Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ModelError && error.code === 'KEY_FORMAT') return undefined;
    throw error;
  }
}
