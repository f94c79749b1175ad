import { createHash } from 'node:crypto';
import { ModelError } from '@kontti/model';

/** Longer than any honest key of a list: what goes on behind it is junk that others wrote there. */
const KEY_BYTES_MAX = 480;
const MARK_BYTES = 6;

/** Where a page of a list ended, as short text that only this list accepts. Takes any key, also one that no contract wrote. */
export function keyToBookmark(prefix: string, key: string): string {
  return Buffer.concat([markOf(prefix), cut(key.slice(prefix.length))]).toString('base64url');
}

/**
 * The key at which the next page starts.
 * @throws ModelError `FIELD_FORMAT` when the bookmark is not of this list
 */
export function bookmarkToStart(prefix: string, bookmark: string): string {
  const bytes = Buffer.from(bookmark, 'base64url');
  const rest = bytes.subarray(MARK_BYTES);
  const isOurs =
    bytes.toString('base64url') === bookmark && markOf(prefix).equals(bytes.subarray(0, MARK_BYTES));
  if (!isOurs || rest.length > KEY_BYTES_MAX) {
    throw new ModelError({ code: 'FIELD_FORMAT', field: 'bookmark', rule: 'of the page before' });
  }
  const text = rest.toString('utf8');
  // '!' sorts behind the end of a key and before every character that an honest key can go on with.
  return `${prefix}${rest.length > KEY_BYTES_MAX - 4 ? successorOf(text) : `${text}!`}`;
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
