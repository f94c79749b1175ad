import { textToPath } from './field-path';
import { parseSelector, type Selector } from './selector';
import { isObject, type Json } from './json';
import { queryRefused } from './query-error';

/** An index of a package's `META-INF/statedb/couchdb/indexes`. */
export interface IndexDefinition {
  readonly designDocument: string;
  readonly name: string;
  /** Fields in order; a document that lacks one of them is not in the index. */
  readonly fields: readonly string[];
  /** Only documents that match it are in the index; such an index is used only when a query names it. */
  readonly partialFilter: Selector | undefined;
}

/** Reads an index definition, as the peer hands it to CouchDB. @throws NetworkError RICH_QUERY_INVALID */
export function parseIndex(json: Json): IndexDefinition {
  const body = isObject(json) ? json : {};
  const index = isObject(body['index']) ? body['index'] : {};
  const list = Array.isArray(index['fields']) ? (index['fields'] as readonly Json[]) : [];
  const fields = list.map((field) => (isObject(field) ? Object.keys(field)[0] : field));
  if (fields.length === 0 || !fields.every((field) => typeof field === 'string')) {
    throw queryRefused({ error: 'invalid_index', reason: 'Index is missing its definition.' });
  }
  const [name, designDocument] = [body['name'], body['ddoc']];
  const filter = index['partial_filter_selector'];
  return {
    name: typeof name === 'string' ? name : fields.join('-'),
    designDocument: typeof designDocument === 'string' ? designDocument.replace(/^_design\//, '') : '',
    fields,
    partialFilter: filter === undefined ? undefined : parseSelector(filter),
  };
}

/** What a choice of an index depends on. */
export interface IndexRequest {
  readonly selector: Selector;
  readonly sortFields: readonly string[];
  /** `use_index`: design document, or design document and name. */
  readonly useIndex: readonly string[];
}

/** Fields that a selector demands of every document. Mirrors mango_selector:has_required_fields. */
function requiredFields(selector: Selector): ReadonlySet<string> {
  switch (selector.kind) {
    case 'and':
      return new Set(selector.parts.flatMap((part) => [...requiredFields(part)]));
    case 'or': {
      const [first, ...rest] = selector.parts.map(requiredFields);
      return new Set([...(first ?? [])].filter((field) => rest.every((other) => other.has(field))));
    }
    case 'exists':
      return new Set(selector.isWanted ? [pathKey(selector.path)] : []);
    case 'test':
      return new Set([pathKey(selector.path)]);
  }
}

function pathKey(path: readonly string[]): string {
  return JSON.stringify(path);
}

function fieldKey(field: string): string {
  return pathKey(textToPath(field));
}

function isConstant(selector: Selector, field: string): boolean {
  if (selector.kind === 'and') return selector.parts.some((part) => isConstant(part, field));
  return (
    selector.kind === 'test' &&
    pathKey(selector.path) === fieldKey(field) &&
    !selector.isNegated &&
    selector.operator === '$eq'
  );
}

function isSortable(fields: readonly string[], { sortFields, selector }: IndexRequest): boolean {
  if (sortFields.length === 0) return true;
  const [first, ...rest] = fields;
  if (first === undefined) return false;
  if (first === sortFields[0]) return sortFields.every((field, index) => fields[index] === field);
  return isConstant(selector, first) && isSortable(rest, { sortFields, selector, useIndex: [] });
}

/** Mirrors mango_idx_view:is_usable. */
function isUsable(index: IndexDefinition, request: IndexRequest): boolean {
  const required = requiredFields(request.selector);
  const hasFields = index.fields.every(
    (field) => field === '_id' || request.sortFields.includes(field) || required.has(fieldKey(field)),
  );
  return hasFields && isSortable(index.fields, request);
}

function isNamed(index: IndexDefinition, [designDocument, name]: readonly string[]): boolean {
  return index.designDocument === designDocument && (name === undefined || index.name === name);
}

/** How many of an index's fields, from the first on, the selector says nothing of: fewer is better. */
function unusedFields(index: IndexDefinition, selector: Selector): number {
  const required = requiredFields(selector);
  const prefix = index.fields.findIndex((field) => !required.has(fieldKey(field)));
  return prefix === -1 ? 0 : index.fields.length - prefix;
}

/**
 * The index that orders the results; undefined for the order of the keys. Mirrors mango_idx.erl and mango_cursor_view.erl.
 * @throws NetworkError RICH_QUERY_INVALID when the results are to be sorted and no index can
 */
export function chooseIndex(
  indexes: readonly IndexDefinition[],
  request: IndexRequest,
): IndexDefinition | undefined {
  const { sortFields, useIndex, selector } = request;
  const usable = indexes.filter((index) => isUsable(index, request));
  const named = useIndex.length === 0 ? [] : usable.filter((index) => isNamed(index, useIndex));
  const candidates = named.length > 0 ? named : usable.filter((index) => index.partialFilter === undefined);
  const [best] = candidates.toSorted(
    (left, right) =>
      unusedFields(left, selector) - unusedFields(right, selector) ||
      left.fields.length - right.fields.length ||
      (indexKey(left) < indexKey(right) ? -1 : 1),
  );
  if (best !== undefined || sortFields.length === 0) return best;
  if (sortFields.join() === '_id' && requiredFields(selector).has(fieldKey('_id'))) return undefined;
  throw queryRefused({
    error: 'no_usable_index',
    reason: 'No index exists for this sort, try indexing by the sort fields.',
  });
}

function indexKey({ designDocument, name }: IndexDefinition): string {
  return `${designDocument}/${name}`;
}
