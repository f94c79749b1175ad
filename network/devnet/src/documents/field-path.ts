import { isArray, isObject, type Json } from './json';
import { queryRefused } from './query-error';

/** Names from the outside in; none is the value itself. */
type FieldPath = readonly string[];

/**
 * Splits a field's name at its dots, where no backslash is before them. Mirrors mango_util:parse_field.
 * @throws NetworkError RICH_QUERY_INVALID for an empty part
 */
export function textToPath(name: string): FieldPath {
  const parts = name.split(/(?<!\\)\./);
  if (parts.includes('')) {
    throw queryRefused({ error: 'invalid_field_name', reason: `Invalid field name: ${name}` });
  }
  return parts.map((part) => part.replaceAll('\\', ''));
}

/** `missing`: an object has no such member; `impassable`: the way leads through a scalar, or out of an array. */
type Found = { readonly value: Json } | 'missing' | 'impassable';

/** Follows a path. Elements of arrays have their position as a name. Mirrors mango_doc:get_field. */
export function findPath(value: Json, path: FieldPath): Found {
  let found = value;
  for (const name of path) {
    const next = findMember(found, name);
    if (next === 'missing' || next === 'impassable') return next;
    found = next.value;
  }
  return { value: found };
}

function findMember(value: Json, name: string): Found {
  if (isObject(value)) {
    const member = value.get(name);
    return member === undefined ? 'missing' : { value: member };
  }
  const element = isArray(value) ? value[nameToPosition(name)] : undefined;
  return element === undefined ? 'impassable' : { value: element };
}

/** -1 for what is no position. */
function nameToPosition(name: string): number {
  return /^[+-]?\d+$/.test(name) ? Number(name) + 0 : -1;
}

/** Undefined where there is nothing. */
export function readPath(value: Json, path: FieldPath): Json | undefined {
  const found = findPath(value, path);
  return found === 'missing' || found === 'impassable' ? undefined : found.value;
}
