import { createHash } from 'node:crypto';
import { canonicalJson } from '@kontti/model';
import { optionError } from './options/check-options';

/** Of which query a bookmark is. */
interface BookmarkScope {
  /** e.g. `shipment:QueryShipments`. */
  readonly name: string;
  /** The conditions as they are sent. */
  readonly conditions: unknown;
}

/** Hex digits that bind a bookmark to its query. */
const DIGEST_LENGTH = 16;

/**
 * Binds the chaincode's bookmark to its query: the chaincode knows of which list a bookmark is, and not with which conditions it was read.
 * `''`, of the last page, remains.
 */
export function sealBookmark(bookmark: string, scope: BookmarkScope): string {
  return bookmark === '' ? '' : `${digestOf(bookmark, scope)}${Buffer.from(bookmark).toString('base64url')}`;
}

/** The chaincode's own bookmark. @throws OPTIONS_INVALID for what no page of the same query gave */
export function openBookmark(sealed: string, scope: BookmarkScope): string {
  const bookmark = Buffer.from(sealed.slice(DIGEST_LENGTH), 'base64url').toString();
  if (bookmark === '' || sealBookmark(bookmark, scope) !== sealed) {
    throw optionError({
      option: 'bookmark',
      rule: 'the bookmark of a page of the same query',
      value: sealed,
    });
  }
  return bookmark;
}

function digestOf(bookmark: string, { name, conditions }: BookmarkScope): string {
  const bound = canonicalJson([name, conditions, bookmark]);
  return createHash('sha256').update(bound).digest('hex').slice(0, DIGEST_LENGTH);
}
