import { isArray, isObject, type Json } from './json';
import { jsonToTerm } from './erlang-term';
import { queryRefused } from './query-error';

/** In which order results are wanted, or what an index is made of. */
export interface Sort {
  readonly sortFields: readonly string[];
  readonly isDescending: boolean;
}

/** Mirrors mango_sort.erl. @throws NetworkError RICH_QUERY_INVALID */
export function parseSort(json: Json = []): Sort {
  if (!isArray(json)) {
    throw queryRefused({
      error: 'invalid_sort_json',
      reason: `Sort must be an array of sort specs, not: ${jsonToTerm(json, true)}`,
    });
  }
  const parsed = json.map(parseField);
  const directions = new Set(parsed.map(([, direction]) => direction));
  if (directions.size > 1) {
    throw queryRefused({
      error: 'unsupported_mixed_sort',
      reason: 'Sorts currently only support a single direction for all fields.',
    });
  }
  return { sortFields: parsed.map(([field]) => field), isDescending: directions.has('desc') };
}

function parseField(json: Json): readonly [string, string] {
  if (typeof json === 'string' && json !== '') return [json, 'asc'];
  const entries = isObject(json) ? [...json] : [];
  const [[field, direction] = ['', null]] = entries;
  if (entries.length === 1 && (direction === 'asc' || direction === 'desc')) return [field, direction];
  throw queryRefused({
    error: 'invalid_sort_field',
    reason: `Invalid sort field: ${jsonToTerm(json, true)}`,
  });
}
