import { JSON_DEPTH_MAX } from './limits';

/**
 * The object as given, which `JSON.stringify` can now write: each `bigint` in it becomes a decimal string. Objects inside it can be
 * written by themselves too. The function that does it cannot be seen when the object is compared, copied or iterated.
 */
export function withDecimalJson<T>(value: T): T {
  addJson(value);
  return value;
}

/** Adds `toJSON` to the objects that hold a `bigint`; returns whether the value is or holds one. */
function addJson(value: unknown): boolean {
  if (typeof value === 'bigint') {
    return true;
  }
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value)) {
    return false;
  }
  // Every member is visited, so `some` would not do.
  const holds = Object.values(value).map(addJson).includes(true);
  if (holds && Object.isExtensible(value) && !Object.hasOwn(value, 'toJSON')) {
    Object.defineProperty(value, 'toJSON', { value: toJson });
  }
  return holds;
}

function toJson(this: object): unknown {
  return toDecimals(Array.isArray(this) ? [...(this as unknown[])] : { ...this });
}

/**
 * A copy of plain data in which each `bigint` is a decimal string. What holds itself, or is nested without end, has no JSON: a mark is in
 * its place.
 */
export function toDecimals(value: unknown, holders: readonly object[] = []): unknown {
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (typeof value !== 'object' || value === null || (!Array.isArray(value) && 'toJSON' in value)) {
    return value;
  }
  if (holders.includes(value) || holders.length >= JSON_DEPTH_MAX) {
    return '[nested]';
  }
  const within = [...holders, value];
  if (Array.isArray(value)) {
    return value.map((entry) => toDecimals(entry, within));
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, toDecimals(member, within)]),
  );
}
