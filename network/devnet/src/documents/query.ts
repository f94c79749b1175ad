import { NetworkError } from '@kontti/fabric-protocol/base';
import { isObject, type Json, type JsonObject } from './json';
import { documentLimits } from './limits';
import { queryRefused } from './query-error';
import { parseSelector, type Selector } from './selector';

/** A query of CouchDB's `_find`, as a peer passes it on. */
export interface DocumentQuery {
  readonly selector: Selector;
  readonly sortFields: readonly string[];
  readonly isDescending: boolean;
  /** Fields of the results; all of them when undefined. */
  readonly fields: readonly string[] | undefined;
  readonly skip: number;
  readonly useIndex: readonly string[];
}

/** What CouchDB knows beside what is read here changes nothing of the results. */
const knownNames: ReadonlySet<string> = new Set(
  'selector limit skip sort fields use_index bookmark execution_stats r conflicts stable stale update partition allow_fallback'.split(
    ' ',
  ),
);

/**
 * Parses a query. A `limit` in it counts for nothing: the peer writes its own in its place (statecouchdb.go).
 * @throws NetworkError RICH_QUERY_INVALID
 */
export function parseQuery(text: string): DocumentQuery {
  const json = parseObject(text);
  for (const name of Object.keys(json)) {
    if (!knownNames.has(name)) {
      throw queryRefused({ error: 'invalid_key', reason: `Invalid key ${name} for this request.` });
    }
  }
  if (json['selector'] === undefined) {
    throw queryRefused({ error: 'missing_required_key', reason: 'Missing required key: selector' });
  }
  return {
    selector: parseSelector(json['selector']),
    ...parseSort(json['sort']),
    fields: parseFields(json['fields']),
    skip: parseSkip(json['skip']),
    useIndex: parseUseIndex(json['use_index']),
  };
}

function parseObject(text: string): JsonObject {
  let json: Json;
  try {
    if (text.length > documentLimits.queryBytesMax) throw new RangeError('the query is too large');
    json = JSON.parse(text) as Json;
  } catch (cause) {
    throw notJson(cause);
  }
  if (isObject(json)) return json;
  throw notJson();
}

function notJson(cause?: unknown): NetworkError {
  return new NetworkError({ code: 'RICH_QUERY_INVALID', message: 'the query is no JSON object', cause });
}

function invalidValue(name: string, value: Json): NetworkError {
  return queryRefused({
    error: 'invalid_value',
    reason: `Invalid value for ${name}: ${JSON.stringify(value)}`,
  });
}

function parseSort(json: Json | undefined): Pick<DocumentQuery, 'sortFields' | 'isDescending'> {
  if (json === undefined) return { sortFields: [], isDescending: false };
  const list = Array.isArray(json) ? (json as readonly Json[]) : [json];
  const parsed = list.map((entry): readonly [string, string] => {
    if (typeof entry === 'string') return [entry, 'asc'];
    const [[field, direction] = ['', null]] = isObject(entry) ? Object.entries(entry) : [];
    if (direction === 'asc' || direction === 'desc') return [field, direction];
    throw queryRefused({ error: 'invalid_sort_json', reason: 'Sort must be an array of sort specs' });
  });
  const directions = new Set(parsed.map(([, direction]) => direction));
  if (directions.size > 1) {
    throw queryRefused({
      error: 'unsupported_mixed_sort',
      reason: 'Sorts currently only support a single direction for all fields.',
    });
  }
  return { sortFields: parsed.map(([field]) => field), isDescending: directions.has('desc') };
}

function parseFields(json: Json | undefined): readonly string[] | undefined {
  if (json === undefined) return undefined;
  if (!Array.isArray(json)) {
    throw new NetworkError({ code: 'RICH_QUERY_INVALID', message: 'fields definition must be an array' });
  }
  if (json.every((field) => typeof field === 'string')) return json;
  throw queryRefused({ error: 'invalid_fields', reason: 'Fields must be an array of strings' });
}

function parseSkip(json: Json | undefined): number {
  if (json === undefined) return 0;
  if (Number.isSafeInteger(json) && Number(json) >= 0) return Number(json);
  throw invalidValue('skip', json);
}

function parseUseIndex(json: Json | undefined): readonly string[] {
  const list = json === undefined ? [] : Array.isArray(json) ? (json as readonly Json[]) : [json];
  if (list.every((part) => typeof part === 'string'))
    return list.map((part) => part.replace(/^_design\//, ''));
  throw invalidValue('use_index', json ?? null);
}
