import { sealHash } from '@kontti/model';

const TIME_DIGITS = 16;
const HASH_DIGITS = 16;
const DAY_MS = 86_400_000;
const ENTRY_FORM = /^(?:([0-9]{16})\/)?([A-Za-z0-9._~/-]{1,256})\/([0-9a-f]{16})$/;

/**
 * One list: a kind such as `shipment/company`, what is listed under, such as an MSP id, and what orders it: ids, times, or days (UTC) with
 * what one fact has for a day side by side.
 */
export interface List {
  readonly kind: string;
  readonly value?: string;
  readonly order: 'time' | 'day' | 'id';
}

/** A list that is ordered by time, of everything of its kind or of what has a value. */
export function listByTime(kind: string, value?: string): List {
  const list = { kind, order: 'time' } as const;
  return value === undefined ? list : { ...list, value };
}

/** What is listed: an id, and the time that orders it in lists that are ordered by time or day. */
export interface Member {
  readonly id: string;
  readonly at?: number | undefined;
}

/** A member with the digest of the fact that lists it. */
export interface ListEntry extends Member {
  readonly digest: string;
}

/** What one fact has for a list. */
export interface Members {
  readonly members: readonly Member[];
  readonly digest: string;
}

/** What an entry's key has behind its list's prefix. */
export interface EntryName {
  readonly id: string;
  readonly time: string | undefined;
  readonly hash: string;
}

/** How keys of a list start. */
export function prefixOf({ kind, value }: List): string {
  return value === undefined ? `idx/${kind}/` : `idx/${kind}/${value}/`;
}

/** The key of an entry. */
export function entryKey(list: List, { id, at, digest }: ListEntry): string {
  const time = list.order === 'id' ? '' : `${timeText(at ?? 0)}/`;
  return `${prefixOf(list)}${time}${id}/${hashPart(digest)}`;
}

/** What an entry's key names, or `undefined` where no contract made the key: anybody else can write under the list's prefix. */
export function parseEntry({ order }: List, text: string): EntryName | undefined {
  const [, time, id, hash] = ENTRY_FORM.exec(text) ?? [];
  if (id === undefined || hash === undefined || (time !== undefined) !== (order !== 'id')) return undefined;
  return { id, time, hash };
}

/** True for the entry of that member of that fact, and of no other time. */
export function isNamed({ time, hash }: EntryName, { at, digest }: Omit<ListEntry, 'id'>): boolean {
  return hashPart(digest) === hash && (time === undefined || timeText(at ?? -1) === time);
}

/** Members that have one entry together: all of a fact in lists by id, those of one day in lists by day. The first one names the entry. */
export function groupsOf({ order }: List, members: readonly Member[]): Member[][] {
  const groups = new Map<number, Member[]>();
  for (const member of members) {
    const day = order === 'id' ? 0 : dayOf(member.at ?? 0);
    groups.set(day, [...(groups.get(day) ?? []), member]);
  }
  return [...groups.values()].map((group) => group.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0)));
}

/** Where entries of the times from `from` (inclusive) to `to` (inclusive) are. */
export function entryRange(
  list: List,
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
): { readonly start: string; readonly end: string } {
  const prefix = prefixOf(list);
  // A day's entry has the time of its first member, which may be before the one that is asked for.
  const first = from !== undefined && list.order === 'day' ? dayOf(from) * DAY_MS : from;
  return {
    start: first === undefined ? prefix : `${prefix}${timeText(first)}/`,
    end: to === undefined ? `${prefix}\u007f` : `${prefix}${timeText(to)}/\u007f`,
  };
}

function dayOf(at: number): number {
  return Math.floor(at / DAY_MS);
}

function timeText(at: number): string {
  return String(at).padStart(TIME_DIGITS, '0');
}

function hashPart(digest: string): string {
  return sealHash(digest).slice(0, HASH_DIGITS);
}
