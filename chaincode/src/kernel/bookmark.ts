import { createHash } from 'node:crypto';
import { ModelError } from '@kontti/model';

/** Where a page of a list ended. */
export interface Position {
  /** The last key that was examined; any text, also one that no contract wrote. */
  readonly key: string;
  /** The next member of the group that the key names; 0 when all of it was examined. */
  readonly member: number;
}

/** Longer than any honest key of a list: what goes on behind it is junk that others wrote there. */
const KEY_BYTES_MAX = 480;
const MARK_BYTES = 6;
const MEMBER_BYTES = 2;

/** A position as short text that only its list accepts. */
export function positionToBookmark(prefix: string, { key, member }: Position): string {
  const number = Buffer.alloc(MEMBER_BYTES);
  number.writeUInt16BE(member);
  return Buffer.concat([markOf(prefix), number, cut(key.slice(prefix.length))]).toString('base64url');
}

/**
 * The first key that the next page can examine, and the member of its group at which it starts.
 * @throws ModelError `FIELD_FORMAT` when the bookmark is not of this list
 */
export function bookmarkToStart(prefix: string, bookmark: string): Position {
  const bytes = Buffer.from(bookmark, 'base64url');
  const rest = bytes.subarray(MARK_BYTES + MEMBER_BYTES);
  const isOurs =
    bytes.toString('base64url') === bookmark && markOf(prefix).equals(bytes.subarray(0, MARK_BYTES));
  const isKey = rest.length <= KEY_BYTES_MAX && !rest.includes(0);
  if (!isOurs || bytes.length < MARK_BYTES + MEMBER_BYTES || !isKey) {
    throw new ModelError({ code: 'FIELD_FORMAT', field: 'bookmark', rule: 'of the page before' });
  }
  const text = rest.toString('utf8');
  const member = bytes.readUInt16BE(MARK_BYTES);
  if (member > 0) return { key: `${prefix}${text}`, member };
  // '!' sorts behind the end of a key and before every character that an honest key can go on with.
  return { key: `${prefix}${rest.length > KEY_BYTES_MAX - 4 ? successorOf(text) : `${text}!`}`, member };
}

/** The first text behind all that start with this one: of keys that were cut nothing more is known than how they start. */
function successorOf(text: string): string {
  const points = Array.from(text, (char) => char.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop() ?? 0;
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}

function markOf(prefix: string): Buffer {
  return createHash('sha256').update(prefix).digest().subarray(0, MARK_BYTES);
}

/** At most so many bytes, without half a character at the end. */
function cut(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length <= KEY_BYTES_MAX) return bytes;
  let end = KEY_BYTES_MAX;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}
