import { isObject, parseJson, stringify, type Json } from './json';
import { queryRefused } from './query-error';
import { parseSelector, type Selector } from './selector';
import { parseSort } from './sort';

/** An index of a package's `META-INF/statedb/couchdb/indexes`. */
export interface IndexDefinition {
  readonly designDocument: string;
  readonly name: string;
  /** Fields in order; a document that lacks one of them is not in the index. */
  readonly fields: readonly string[];
  /** Only documents that match it are in the index; such an index is used only when a query names it. */
  readonly partialFilter: Selector | undefined;
}

const bodyNames: ReadonlySet<string> = new Set(['index', 'type', 'name', 'ddoc', 'w', 'partitioned']);
const indexNames: ReadonlySet<string> = new Set(['fields', 'partial_filter_selector']);

/** Reads an index definition, as CouchDB does when a peer hands it over. @throws NetworkError RICH_QUERY_INVALID, JsonInvalid */
export function parseIndex(text: string): IndexDefinition {
  const json = parseJson(text, Number);
  const body = isObject(json) ? json : new Map<string, Json>();
  const index = body.get('index');
  if (!isObject(index)) {
    throw queryRefused({ error: 'invalid_index', reason: 'JSON indexes must be an object' });
  }
  checkNames(body, bodyNames);
  checkNames(index, indexNames);
  if ((body.get('type') ?? 'json') !== 'json') {
    throw queryRefused({ error: 'invalid_index', reason: 'Invalid type for index' });
  }
  const fields = index.get('fields');
  if (fields === undefined) {
    throw queryRefused({ error: 'missing_required_key', reason: 'Missing required key: fields' });
  }
  const { sortFields } = parseSort(fields);
  const filter = index.get('partial_filter_selector');
  // CouchDB makes a name of what is in the index.
  const [name, designDocument] = [body.get('name'), body.get('ddoc')].map((text) =>
    text === undefined ? stringify(index) : requireName(text),
  );
  return {
    name: name ?? '',
    designDocument: (designDocument ?? '').replace(/^_design\//, ''),
    fields: sortFields,
    partialFilter: filter === undefined || isEverything(filter) ? undefined : parseSelector(filter),
  };
}

function isEverything(filter: Json): boolean {
  return isObject(filter) && filter.size === 0;
}

function checkNames(json: ReadonlyMap<string, Json>, known: ReadonlySet<string>): void {
  const unknown = [...json.keys()].find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw queryRefused({ error: 'invalid_key', reason: `Invalid key ${unknown} for this request.` });
}

function requireName(text: Json): string {
  if (typeof text !== 'string') throw queryRefused({ error: 'invalid_string', reason: 'Invalid string' });
  if (text !== '') return text;
  throw queryRefused({
    error: 'invalid_empty_string',
    reason: 'Index name or ddoc cannot be empty string',
  });
}
