import { compareKeys } from '../state/compare-keys';
import { collate } from './collation';
import { readPath, textToPath } from './field-path';
import { chooseIndex, type IndexDefinition } from './index-choice';
import type { Json, JsonObject } from './json';
import type { DocumentQuery } from './query';
import { queryRefused } from './query-error';
import { isMatch } from './selector';

/** A key and its value, as a document. */
export interface Document {
  readonly key: string;
  readonly body: JsonObject;
}

/** Where a result stands in the order of its index. */
interface Row<D> {
  readonly document: D;
  readonly values: readonly Json[];
}

/**
 * Yields the documents that match, in the order of the index that the query uses, from behind a bookmark on.
 * @throws NetworkError RICH_QUERY_INVALID
 */
export function findDocuments<D extends Document>(options: {
  readonly documents: Iterable<D>;
  readonly indexes: readonly IndexDefinition[];
  readonly query: DocumentQuery;
  readonly bookmark?: string;
}): { readonly document: D; readonly bookmark: string }[] {
  const { documents, indexes, query, bookmark = '' } = options;
  const index = chooseIndex(indexes, query);
  const paths = (index?.fields ?? []).map(textToPath);
  const rows: Row<D>[] = [];
  for (const document of documents) {
    const whole = { ...document.body, _id: document.key };
    const values = paths.flatMap((path) => readPath(whole, path) ?? []);
    const isIndexed = paths.every((path) => readPath(whole, path) !== undefined);
    const isKept = index?.partialFilter === undefined || isMatch(index.partialFilter, whole);
    if (isIndexed && isKept && isMatch(query.selector, whole)) rows.push({ document, values });
  }
  rows.sort(compareRows);
  if (query.isDescending) rows.reverse();
  const start =
    bookmark === '' ? query.skip : positionBehind(rows, { bookmark, isDescending: query.isDescending });
  return rows.slice(start).map((row) => ({ document: row.document, bookmark: rowToBookmark(row) }));
}

interface Position {
  readonly document: { readonly key: string };
  readonly values: readonly Json[];
}

function compareRows(left: Position, right: Position): number {
  return collate(left.values, right.values) || compareKeys(left.document.key, right.document.key);
}

function rowToBookmark({ document, values }: Position): string {
  return Buffer.from(JSON.stringify([document.key, ...values])).toString('base64url');
}

/** The row may be gone meanwhile: what counts is the place in the order where it stood. */
function positionBehind(rows: readonly Position[], at: { bookmark: string; isDescending: boolean }): number {
  const position = parseBookmark(at.bookmark);
  const sign = at.isDescending ? -1 : 1;
  const found = rows.findIndex((row) => compareRows(row, position) * sign > 0);
  return found === -1 ? rows.length : found;
}

function parseBookmark(bookmark: string): Position {
  try {
    const parsed = JSON.parse(Buffer.from(bookmark, 'base64url').toString('utf8')) as Json;
    const [key, ...values] = Array.isArray(parsed) ? (parsed as readonly Json[]) : [];
    if (typeof key === 'string') return { document: { key }, values };
  } catch {
    // Told below.
  }
  throw queryRefused({
    error: 'invalid_bookmark',
    reason: `Invalid bookmark value: ${JSON.stringify(bookmark)}`,
  });
}

/** Only the fields that a query asks for. */
export function projectFields(body: JsonObject, fields: readonly string[] | undefined): JsonObject {
  if (fields === undefined) return body;
  const projected: Record<string, Json> = {};
  for (const field of fields) {
    const path = textToPath(field);
    const value = readPath(body, path);
    if (value !== undefined) setPath(projected, path, value);
  }
  return projected;
}

function setPath(target: Record<string, Json>, path: readonly string[], value: Json): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inner = { ...((target[name] ?? {}) as JsonObject) };
  setPath(inner, rest, value);
  target[name] = inner;
}
