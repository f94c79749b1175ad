import { readPath, textToPath } from './field-path';
import { isArray, isObject, sortMembers, type Json, type JsonObject } from './json';
import { queryCrashed } from './query-error';

/** Only the fields that a query asks for. Mirrors mango_fields:extract. @throws NetworkError RICH_QUERY_INVALID */
export function projectFields(body: JsonObject, fields: readonly string[] | undefined): JsonObject {
  if (fields === undefined) return body;
  let projected: JsonObject = new Map();
  for (const field of fields) {
    const path = textToPath(field);
    const value = readPath(body, path);
    const changed = value === undefined ? projected : setPath(projected, path, value);
    if (isObject(changed)) projected = changed;
  }
  return projected;
}

function setPath(target: Json | undefined, path: readonly string[], value: Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (target === undefined || isObject(target)) {
    const members = new Map(target);
    return sortMembers(members.set(name, setPath(members.get(name), rest, value)));
  }
  return isArray(target) ? setElement(target, path, value) : target;
}

/** CouchDB counts the elements from one when it sets them, and from zero when it reads them. */
function setElement(target: readonly Json[], path: readonly string[], value: Json): Json {
  const [name = '', ...rest] = path;
  const position = /^[+-]?\d+$/.test(name) ? Number(name) : -1;
  if (position < 0 || position >= target.length) return target;
  if (position === 0) throw queryCrashed('function_clause');
  return target.with(position - 1, setPath(target[position], rest, value));
}
