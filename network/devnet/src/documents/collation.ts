import { isObject, type Json } from './json';

// CouchDB collates strings by ICU's root locale. `und` is that locale, whatever the environment says.
const collator = new Intl.Collator('und');

const ranks = { null: 0, boolean: 1, number: 2, string: 3, array: 4, object: 5 } as const;

export type JsonType = keyof typeof ranks;

/** The name of a value's type, as the operator `$type` knows it. */
export function jsonType(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'boolean' || type === 'number' || type === 'string' ? type : 'object';
}

/**
 * CouchDB's order of values: null, booleans, numbers, strings, arrays, objects (docs: "Views Collation"). Negative when `left`
 * comes first.
 */
export function collate(left: Json, right: Json): number {
  const [leftType, rightType] = [jsonType(left), jsonType(right)];
  if (leftType !== rightType) return ranks[leftType] - ranks[rightType];
  if (typeof left === 'string' && typeof right === 'string') return collator.compare(left, right);
  if (Array.isArray(left) && Array.isArray(right)) return collateLists(left as Json[], right as Json[]);
  if (isObject(left) && isObject(right))
    return collateLists(Object.entries(left).flat(), Object.entries(right).flat());
  return Number(left) - Number(right);
}

function collateLists(left: readonly Json[], right: readonly Json[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = collate(value, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
