import { NetworkError } from '@kontti/fabric-protocol/base';
import { isInteger, jsonType } from './collation';
import { isArray, isObject, JsonInvalid, parseJson, type Json, type JsonObject } from './json';
import { literalToNumber } from './number';
import { jsonToTerm } from './erlang-term';
import { documentLimits } from './limits';
import { queryCrashed, queryRefused } from './query-error';
import { parseSelector, type Selector } from './selector';
import { parseSort, type Sort } from './sort';

/** A query of CouchDB's `_find`, as a peer passes it on. */
export interface DocumentQuery extends Sort {
  readonly selector: Selector;
  /** Fields of the results; all of them when undefined. */
  readonly fields: readonly string[] | undefined;
  readonly skip: number;
  /** Design document, or design document and name; empty when the query names none. */
  readonly useIndex: readonly string[];
  /** Whether another index serves where the named one cannot. */
  readonly allowsFallback: boolean;
  /** Where the query itself says it goes on; counts where the peer gives no bookmark of its own. */
  readonly bookmark: string;
  /** Whether it asks for a partition: peers keep state without. */
  readonly hasPartition: boolean;
}

/** What a query may say beside what is read below, in the order in which CouchDB looks at it. */
const checks: Readonly<Record<string, (value: Json) => void>> = {
  partition: checkPartition,
  r: checkPositive,
  conflicts: checkBoolean,
  stale: checkStale,
  update: checkBoolean,
  stable: checkBoolean,
  execution_stats: checkBoolean,
  allow_fallback: checkBoolean,
};

const names: ReadonlySet<string> = new Set([
  ...Object.keys(checks),
  ...['selector', 'use_index', 'bookmark', 'limit', 'skip', 'sort', 'fields'],
]);

/**
 * Parses a query. A `limit` in it counts for nothing: the peer writes its own in its place (statecouchdb.go).
 * @throws NetworkError RICH_QUERY_INVALID
 */
export function parseQuery(text: string): DocumentQuery {
  const json = parseObject(text);
  const fields = parseFields(json.get('fields'));
  const selector = json.get('selector');
  if (selector === undefined) {
    throw queryRefused({ error: 'missing_required_key', reason: 'Missing required key: selector' });
  }
  const query = {
    selector: parseSelector(selector),
    useIndex: parseUseIndex(json.get('use_index')),
    bookmark: parseBookmarkField(json.get('bookmark')),
    skip: parseSkip(json.get('skip')),
    ...parseSort(json.get('sort')),
    fields: checkFields(fields),
    allowsFallback: json.get('allow_fallback') !== false,
    hasPartition: (json.get('partition') ?? '') !== '',
  };
  for (const [name, check] of Object.entries(checks)) {
    const value = json.get(name);
    if (value !== undefined) check(value);
  }
  for (const name of json.keys()) {
    if (!names.has(name)) {
      throw queryRefused({ error: 'invalid_key', reason: `Invalid key ${name} for this request.` });
    }
  }
  return query;
}

/** @throws NetworkError RICH_QUERY_INVALID beyond what a double holds */
function readNumber(literal: string): Json {
  const value = literalToNumber(literal);
  if (value !== undefined) return value;
  throw queryRefused({ error: 'bad_request', reason: 'invalid UTF-8 JSON' });
}

function parseObject(text: string): JsonObject {
  try {
    if (text.length > documentLimits.queryBytesMax) throw new JsonInvalid('the query is too large');
    const json = parseJson(text, readNumber);
    if (isObject(json)) return json;
    const type = goTypes[jsonType(json)];
    throw notJson(`json: cannot unmarshal ${type} into Go value of type map[string]interface {}`);
  } catch (cause) {
    if (!(cause instanceof JsonInvalid)) throw cause;
    throw notJson('the query is no JSON object', cause);
  }
}

const goTypes = {
  null: 'null',
  boolean: 'bool',
  number: 'number',
  string: 'string',
  array: 'array',
  object: 'object',
};

function notJson(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'RICH_QUERY_INVALID', message, cause });
}

/** The peer adds to the list before CouchDB sees it. */
function parseFields(json: Json | undefined): readonly Json[] | undefined {
  if (json === undefined || isArray(json)) return json;
  throw new NetworkError({ code: 'RICH_QUERY_INVALID', message: 'fields definition must be an array' });
}

function checkFields(fields: readonly Json[] | undefined): readonly string[] | undefined {
  return fields?.map((field) => {
    if (typeof field === 'string') return field;
    if (isObject(field)) throw queryCrashed('badarg');
    throw queryRefused({
      error: 'invalid_field',
      reason: `Invalid JSON for field spec: ${jsonToTerm(field)}`,
    });
  });
}

function parseUseIndex(json: Json | undefined): readonly string[] {
  if (json === undefined || json === null) return [];
  const parts = typeof json === 'string' ? splitIndexName(json) : json;
  if (isArray(parts) && parts.length <= 2) {
    const texts = parts.filter((part) => typeof part === 'string');
    if (texts.length === parts.length) return texts;
  }
  throw queryRefused({ error: 'invalid_index_name', reason: `Invalid index name: ${jsonToTerm(json)}` });
}

function splitIndexName(name: string): readonly string[] {
  const parts = name.split('/');
  return parts.length > 1 && parts[0] === '_design' ? parts.slice(1) : parts;
}

function parseBookmarkField(json: Json | undefined): string {
  if (json === undefined || json === null) return '';
  if (typeof json === 'string') return json;
  throw queryCrashed(`Unknown Error: mango_opts :: {invalid_bookmark,${jsonToTerm(json)}}`);
}

function parseSkip(json: Json = 0): number {
  if (isInteger(json) && json >= 0) return Number(json);
  throw queryRefused({
    error: 'invalid_non_neg_integer',
    reason: `${jsonToTerm(json)} is not an integer greater than or equal to zero`,
  });
}

function checkBoolean(value: Json): void {
  if (typeof value === 'boolean') return;
  throw queryRefused({ error: 'invalid_boolean', reason: `Invalid boolean value: ${jsonToTerm(value)}` });
}

function checkPositive(value: Json): void {
  if (isInteger(value) && value > 0) return;
  throw queryRefused({
    error: 'invalid_pos_integer',
    reason: `${jsonToTerm(value)} is not an integer greater than zero`,
  });
}

function checkStale(value: Json): void {
  if (value === false || value === 'false' || value === 'ok') return;
  throw queryCrashed(`Unknown Error: mango_opts :: {invalid_ok_or_false_value,${jsonToTerm(value)}}`);
}

function checkPartition(value: Json): void {
  if (value === '') return;
  if (typeof value !== 'string') {
    throw queryRefused({ error: 'illegal_partition', reason: 'Partition must be a string' });
  }
  if (value.startsWith('_')) {
    const reason = 'Partition must not start with an underscore';
    throw queryRefused({ error: 'illegal_partition', reason });
  }
  if (value.includes(':')) {
    throw queryRefused({ error: 'illegal_partition', reason: 'Partition must not contain a colon' });
  }
}
