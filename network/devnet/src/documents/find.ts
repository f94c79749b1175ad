import { compareKeys } from '../state/compare-keys';
import { positionToBookmark, bookmarkToPosition, type Position } from './bookmark';
import { collate, compareIds, type IndexKey } from './collation';
import { readPath, textToPath } from './field-path';
import { chooseScan, type Scan } from './index-choice';
import type { IndexDefinition } from './index-definition';
import { rangesToKeys } from './index-range';
import { sortMembers, type Json, type JsonObject } from './json';
import { isMatch } from './match-selector';
import type { DocumentQuery } from './query';
import { projectFields } from './projection';
import { queryRefused } from './query-error';
import type { StoredDocument } from './stored-document';

/** A key and its value, as a document. */
export interface Document extends StoredDocument {
  readonly key: string;
}

/** What CouchDB answers to one request. */
export interface DocumentPage<D> {
  readonly documents: readonly { readonly document: D; readonly fields: JsonObject }[];
  /** Where the next request goes on; empty when CouchDB names nothing. */
  readonly bookmark: string;
}

/** CouchDB gives this bookmark with no results. */
const bookmarkOfNothing = 'nil';

/** Takes the place of what only the peer and CouchDB know of a document: queries may ask whether it is there, and no more. */
const unknown: Json = '';

/** The document as selectors see it, its members in the order in which CouchDB gives them. */
export function documentToJson({ key, fields, attachment }: Document): JsonObject {
  const body = sortMembers(new Map<string, Json>([...fields, ['~version', unknown]]));
  const whole = new Map<string, Json>([['_id', key], ['_rev', unknown], ...body]);
  return attachment === undefined ? whole : whole.set('_attachments', unknown);
}

interface Row<D> extends Position {
  readonly document: D;
  readonly fields: JsonObject;
}

/**
 * Answers one request of a peer to `_find`. @throws NetworkError RICH_QUERY_INVALID
 */
export function findDocuments<D extends Document>(options: {
  readonly documents: Iterable<D>;
  readonly indexes: readonly IndexDefinition[];
  readonly query: DocumentQuery;
  /** Empty: where the query itself says. */
  readonly bookmark?: string;
  readonly limit: number;
}): DocumentPage<D> {
  const { indexes, query, limit } = options;
  const bookmark = options.bookmark || query.bookmark;
  const scan = chooseScan(indexes, query);
  if (scan.ranges === undefined) return { documents: [], bookmark: '' };
  const position = bookmark === '' ? undefined : bookmarkToPosition(bookmark);
  if (query.hasPartition) {
    throw queryRefused({ error: 'bad_request', reason: 'partition specified on non-partitioned db' });
  }
  const rows = scanDocuments(options.documents, { scan, query });
  const sign = query.isDescending ? -1 : 1;
  rows.sort((left, right) => sign * comparePositions(left, right));
  const isAhead = createAhead(scan, query.isDescending, position);
  const ahead = rows.filter(isAhead).slice(position === undefined ? 0 : 1);
  const taken = ahead.slice(query.skip, query.skip + limit);
  // What was skipped was gone through as well.
  const last = taken.at(-1) ?? (limit > 0 ? ahead.at(-1) : undefined);
  return {
    documents: taken.map(({ document, fields }) => ({ document, fields })),
    bookmark: last === undefined ? bookmark || bookmarkOfNothing : positionToBookmark(last),
  };
}

function scanDocuments<D extends Document>(
  documents: Iterable<D>,
  { scan: { index }, query }: { scan: Scan; query: DocumentQuery },
): Row<D>[] {
  const paths = (index?.fields ?? []).map(textToPath);
  const rows: Row<D>[] = [];
  for (const document of documents) {
    const whole = documentToJson(document);
    const values = paths.flatMap((path) => {
      const value = readPath(whole, path);
      return value === undefined ? [] : [value];
    });
    if (values.length < paths.length) continue;
    if (index?.partialFilter !== undefined && !isMatch(index.partialFilter, whole)) continue;
    if (!isMatch(query.selector, whole)) continue;
    const fields = projectFields(whole, query.fields);
    const key = index === undefined ? document.key : values;
    rows.push({ document, fields, id: document.key, key });
  }
  return rows;
}

/** Rows of an index by their values, then by id; all documents by id. */
function comparePositions(left: Position, right: Position): number {
  return compareIndexKeys(left.key, right.key) || compareKeys(left.id, right.id);
}

function compareIndexKeys(left: IndexKey, right: IndexKey): number {
  if (typeof left === 'string') return compareIds(left, right as Json);
  return collate(left, right);
}

/** Whether a row lies where CouchDB looks: within the ranges, or from the bookmark on. */
function createAhead(
  scan: Scan,
  isDescending: boolean,
  bookmark: Position | undefined,
): (row: Position) => boolean {
  const { start, end } = rangesToKeys(scan.ranges ?? []);
  // Keys have one value, which needs no list.
  const ofKeys = { low: start[0], high: end.length > 1 ? end[0] : undefined };
  const { low, high }: { low?: IndexKey | undefined; high?: IndexKey | undefined } =
    scan.index === undefined ? ofKeys : { low: start, high: end };
  const isFromLow = (row: Position): boolean => low === undefined || compareIndexKeys(row.key, low) >= 0;
  const isToHigh = (row: Position): boolean => high === undefined || compareIndexKeys(row.key, high) <= 0;
  if (bookmark === undefined) return (row) => isFromLow(row) && isToHigh(row);
  const isInside = isDescending ? isFromLow : isToHigh;
  const sign = isDescending ? -1 : 1;
  return (row) => isInside(row) && sign * comparePositions(row, bookmark) >= 0;
}
